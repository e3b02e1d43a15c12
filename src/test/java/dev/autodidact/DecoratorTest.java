package dev.autodidact;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.decorator.Decorator;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A decorator that leaves a default method out answers it itself: once a span's decorator made the memory's tools look like
 * tools that remember nothing.
 */
class DecoratorTest {

    @Test
    void decoratorsPassOnTheDefaultMethodsOfTheirInterfaces() {
        List<Class<?>> decorators = new ClassFileImporter()
                        .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                        .importPackages("dev.autodidact")
                        .stream()
                        .filter(c -> c.isAnnotatedWith(Decorator.class))
                        .<Class<?>>map(JavaClass::reflect)
                        .toList();
        List<String> missing = new ArrayList<>();
        for (Class<?> decorator : decorators) {
            for (Class<?> face : decorator.getInterfaces()) {
                for (Method method : face.getMethods()) {
                    if (method.isDefault() && !declares(decorator, method)) {
                        missing.add(decorator.getSimpleName() + "." + method.getName());
                    }
                }
            }
        }
        assertThat(decorators).hasSizeGreaterThanOrEqualTo(5);
        assertThat(missing).isEmpty();
    }

    private static boolean declares(Class<?> type, Method wanted) {
        return Arrays.stream(type.getDeclaredMethods())
                .anyMatch(m -> m.getName().equals(wanted.getName())
                        && Arrays.equals(m.getParameterTypes(), wanted.getParameterTypes()));
    }
}
