package dev.autodidact.bench;

import dev.autodidact.policy.Environment;
import dev.autodidact.policy.Environments;
import dev.autodidact.policy.Split;
import dev.autodidact.policy.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntPredicate;

/**
 * The tasks that the outer bench judges by; environments take turns.
 *
 * @param environments where they come from
 * @param held tasks of a seed and split, of all environments together
 */
record OuterExam(List<Environment> environments, int held) {
    /** All environments in one run. */
    static final String ALL = "all";

    /** Tasks from here on were seen by no choice of settings. */
    private static final long FIRST = 90_000_000;

    OuterExam {
        environments = List.copyOf(environments);
        if (held < environments.size()) {
            throw new IllegalArgumentException("held-out tasks are " + held + ", at least one of each of "
                    + environments.size() + " environments");
        }
    }

    /** An exam of {@value #ALL} environments, or of those named, comma-separated. */
    static OuterExam of(String names, int held) {
        return new OuterExam(
                names.equals(ALL)
                        ? Environments.all()
                        : Arrays.stream(names.split(","))
                                .map(Environments::named)
                                .toList(),
                held);
    }

    /** Its environments in a word. */
    String name() {
        return environments.equals(Environments.all())
                ? ALL
                : String.join("-", environments.stream().map(Environment::name).toList());
    }

    /** The tasks of a seed. */
    List<Task> tasks(Split split, long seed) {
        List<Task> tasks = new ArrayList<>();
        for (int i = 0; i < held; i++) {
            tasks.add(environments.get(i % environments.size()).task(split, FIRST + seed * 10_000L + i));
        }
        return tasks;
    }

    /** Which of a seed's tasks are of one environment, by its name; empty where there is only one. */
    Map<String, IntPredicate> parts() {
        Map<String, IntPredicate> parts = new LinkedHashMap<>();
        for (int e = 0; environments.size() > 1 && e < environments.size(); e++) {
            int at = e;
            parts.put(environments.get(e).name(), i -> i % environments.size() == at);
        }
        return parts;
    }

    /** All that figures on it hang on. */
    String setUp() {
        return name() + "; " + held + " tasks from " + FIRST;
    }
}
