package dev.autodidact;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The import table of docs/architecture.md, enforced. Plain tests: fields marked with ArchUnit's own annotation were
 * seen to run zero rules under JUnit 6 with a green build.
 */
class ImportTableTest {

    private static final String ROOT = "dev.autodidact.";

    /** Package of ours to the packages of ours it may import. */
    private static final Map<String, Set<String>> ALLOWED = Map.of(
            "model", Set.of(),
            "seed", Set.of("model"),
            "memory", Set.of(),
            "sft", Set.of("model", "memory"),
            "policy", Set.of("model", "memory", "sft"),
            "agent", Set.of("model", "seed", "memory", "sft"),
            "web", Set.of("agent", "sft", "memory", "policy"));

    /** What the engine, the memory and the learning code must not know of the frameworks above them. */
    private static final Map<String, List<String>> FOREIGN = Map.of(
            "model", List.of("dev.langchain4j..", "io.quarkus..", "org.hibernate..", "jakarta.."),
            "seed", List.of("dev.langchain4j..", "io.quarkus..", "org.hibernate..", "jakarta.."),
            "memory", List.of("io.quarkus..", "ai.djl.."),
            "sft", List.of("io.quarkus..", "jakarta.ws.."),
            "policy", List.of("io.quarkus..", "jakarta.ws.."));

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("dev.autodidact");

    @Test
    void everyPackageOfTheTableHoldsClasses() {
        for (String name : List.of("memory", "sft", "agent", "web")) {
            assertThat(CLASSES.stream().filter(c -> c.getPackageName().startsWith(ROOT + name)))
                    .as("classes in %s%s", ROOT, name)
                    .isNotEmpty();
        }
    }

    @Test
    void everyClassLivesInAPackageOfTheTable() {
        List<String> strangers = CLASSES.stream()
                .filter(c -> ALLOWED.keySet().stream()
                        .noneMatch(name -> (c.getPackageName() + ".").startsWith(ROOT + name + ".")))
                .map(c -> c.getName())
                .toList();
        assertThat(strangers).as("classes outside the import table").isEmpty();
    }

    @Test
    void packagesImportOnlyWhatTheTableAllows() {
        for (String from : ALLOWED.keySet()) {
            List<String> forbidden = new ArrayList<>();
            for (String to : ALLOWED.keySet()) {
                if (!to.equals(from) && !ALLOWED.get(from).contains(to)) {
                    forbidden.add(ROOT + to + "..");
                }
            }
            noClasses()
                    .that()
                    .resideInAPackage(ROOT + from + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAnyPackage(forbidden.toArray(String[]::new))
                    .allowEmptyShould(true)
                    .check(CLASSES);
        }
    }

    @Test
    void innerModulesDoNotKnowTheFrameworksAboveThem() {
        FOREIGN.forEach((from, foreign) -> noClasses()
                .that()
                .resideInAPackage(ROOT + from + "..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(foreign.toArray(String[]::new))
                .allowEmptyShould(true)
                .check(CLASSES));
    }

    @Test
    void theRulesCanFail() {
        assertThat(noClasses()
                        .that()
                        .resideInAPackage("dev.autodidact..")
                        .should()
                        .dependOnClassesThat()
                        .resideInAPackage("java.lang..")
                        .evaluate(CLASSES)
                        .hasViolation())
                .as("a rule that every class breaks")
                .isTrue();
    }
}
