package dev.autodidact.policy;

import java.util.ArrayList;
import java.util.List;

/** Work in parts of about equal size, an even number of them, so that neither of two cores waits for the other. */
final class Parts {
    private static final int CORES = 2;

    private Parts() {}

    /** Parts of at most so many, in order; a single one stays whole. */
    static <T> List<List<T>> of(List<T> all, int most) {
        int rounds = (all.size() + CORES * most - 1) / (CORES * most);
        int count = Math.min(all.size(), CORES * rounds);
        List<List<T>> parts = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            parts.add(all.subList((int) ((long) all.size() * i / count), (int) ((long) all.size() * (i + 1) / count)));
        }
        return parts;
    }
}
