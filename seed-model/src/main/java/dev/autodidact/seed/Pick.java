package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** Draws from lists. */
final class Pick {

    private Pick() {}

    static <T> T one(RandomGenerator random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    @SafeVarargs
    static <T> T of(RandomGenerator random, T... items) {
        return items[random.nextInt(items.length)];
    }

    static boolean chance(RandomGenerator random, double share) {
        return random.nextDouble() < share;
    }

    /** From low to high, both included. */
    static int between(RandomGenerator random, int low, int high) {
        return low + random.nextInt(high - low + 1);
    }

    /** Sorted distinct indices below size, at most count of them. */
    static List<Integer> indices(RandomGenerator random, int size, int count) {
        List<Integer> picked = new ArrayList<>();
        int wanted = Math.min(count, size);
        for (int i = 0; i < size && wanted > 0; i++) {
            if (random.nextInt(size - i) < wanted) {
                picked.add(i);
                wanted--;
            }
        }
        return picked;
    }

    static <T> List<T> shuffled(RandomGenerator random, List<T> list) {
        List<T> copy = new ArrayList<>(list);
        for (int i = copy.size() - 1; i > 0; i--) {
            int j = random.nextInt(i + 1);
            T swap = copy.get(i);
            copy.set(i, copy.get(j));
            copy.set(j, swap);
        }
        return copy;
    }

    /** An index drawn in proportion to its weight. */
    static int weighted(RandomGenerator random, double[] weights) {
        double total = 0;
        for (double weight : weights) {
            total += weight;
        }
        double at = random.nextDouble() * total;
        for (int i = 0; i < weights.length; i++) {
            at -= weights[i];
            if (at < 0) {
                return i;
            }
        }
        return weights.length - 1;
    }
}
