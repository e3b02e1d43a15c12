package dev.autodidact.sft;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.AdapterGeometry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.util.List;

/** What stored versions do to each linear layer, and how two of them differ. */
@ApplicationScoped
public class AdapterComparison {

    private final AdapterStore store;
    private final AdapterInspection inspection;

    AdapterComparison(AdapterStore store, AdapterInspection inspection) {
        this.store = store;
        this.inspection = inspection;
    }

    /**
     * One layer's update.
     *
     * @param layer counted from 0
     * @param linear the linear layer's name within its block
     * @param norm ‖ΔW‖, Frobenius
     * @param effectiveRank how many directions it uses, 0 where nothing is changed
     */
    public record LayerUpdate(int layer, String linear, double norm, double effectiveRank) {}

    /**
     * How two updates of one layer differ.
     *
     * @param layer counted from 0
     * @param linear the linear layer's name within its block
     * @param norm ‖ΔW₁‖
     * @param otherNorm ‖ΔW₂‖
     * @param distance ‖ΔW₂ − ΔW₁‖
     * @param effectiveRank of ΔW₂ − ΔW₁
     * @param cosine between the two, null where one is zero
     */
    public record LayerDifference(
            int layer,
            String linear,
            double norm,
            double otherNorm,
            double distance,
            double effectiveRank,
            Double cosine) {}

    /** All layers of a version. */
    public List<LayerUpdate> layers(String version) throws IOException {
        return new AdapterGeometry(inspection.model())
                .updates(load(version)).stream()
                        .map(u -> new LayerUpdate(u.layer(), u.linear(), round(u.norm()), round(u.effectiveRank())))
                        .toList();
    }

    /** All layers of two versions; null is the bare base model. */
    public List<LayerDifference> differences(String one, String other) throws IOException {
        return new AdapterGeometry(inspection.model())
                .differences(load(one), load(other)).stream()
                        .map(d -> new LayerDifference(
                                d.layer(),
                                d.linear(),
                                round(d.norm()),
                                round(d.otherNorm()),
                                round(d.distance()),
                                round(d.effectiveRank()),
                                d.cosine() == null ? null : round(d.cosine())))
                        .toList();
    }

    private Adapter load(String version) throws IOException {
        return version == null ? null : inspection.parse(version, store.load(version));
    }

    private static double round(double value) {
        return Math.round(value * 1e6) / 1e6;
    }
}
