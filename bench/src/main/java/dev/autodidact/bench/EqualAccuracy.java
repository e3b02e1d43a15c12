package dev.autodidact.bench;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * What is forgotten at an accuracy: straight lines between trainings of several sizes.
 *
 * @see <a href="https://arxiv.org/abs/2509.04259">RL's Razor</a>, which compares so
 */
final class EqualAccuracy {
    private final TreeMap<Double, Double> lossByAccuracy = new TreeMap<>();

    void add(double accuracy, double loss) {
        lossByAccuracy.put(accuracy, loss);
    }

    /** The loss at an accuracy; empty outside of what was added. */
    OptionalDouble loss(double accuracy) {
        Map.Entry<Double, Double> below = lossByAccuracy.floorEntry(accuracy);
        Map.Entry<Double, Double> above = lossByAccuracy.ceilingEntry(accuracy);
        if (below == null || above == null) {
            return OptionalDouble.empty();
        }
        double width = above.getKey() - below.getKey();
        double share = width == 0 ? 0 : (accuracy - below.getKey()) / width;
        return OptionalDouble.of(below.getValue() + share * (above.getValue() - below.getValue()));
    }
}
