package dev.autodidact.policy;

import java.util.List;

/** The environments by name. */
public final class Environments {
    private static final List<Environment> ALL =
            List.of(new FactDocuments(), new Passages(), new Transformations(), new Operators(), new Shop());

    private Environments() {}

    /** All of them. */
    public static List<Environment> all() {
        return ALL;
    }

    /**
     * One of them.
     *
     * @throws IllegalArgumentException naming those that there are
     */
    public static Environment named(String name) {
        return ALL.stream()
                .filter(e -> e.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no environment '" + name + "'; "
                        + String.join(", ", ALL.stream().map(Environment::name).toList())));
    }
}
