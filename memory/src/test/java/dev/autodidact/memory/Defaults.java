package dev.autodidact.memory;

import io.smallrye.config.WithDefault;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Settings with the defaults of their interface, but for what a test says. */
final class Defaults {

    private Defaults() {}

    static <T> T of(Class<T> type, Map<String, Object> deviations) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, none) -> {
            Object own = deviations.get(method.getName());
            if (own != null) {
                return own;
            }
            Class<?> as = method.getReturnType();
            WithDefault preset = method.getAnnotation(WithDefault.class);
            if (preset == null) {
                return Optional.empty();
            }
            String text = preset.value();
            if (as == int.class) {
                return Integer.valueOf(text);
            } else if (as == boolean.class) {
                return Boolean.valueOf(text);
            } else if (as == Duration.class) {
                return text.endsWith("ms")
                        ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                        : Duration.parse("PT" + text);
            }
            return text;
        }));
    }
}
