package dev.autodidact.model;

import java.util.EnumMap;
import java.util.Map;

/** The weights of one model in the formats that were asked for so far; each is read from the files, or cast from f32. */
final class WeightStore implements AutoCloseable {
    private final Torch torch;
    private final ModelConfig config;
    private TensorSource source;
    private final Placement placement;
    private final Map<Precision, Weights> weights = new EnumMap<>(Precision.class);

    WeightStore(Torch torch, ModelConfig config, TensorSource source, Placement placement) {
        this.torch = torch;
        this.config = config;
        this.source = source;
        this.placement = placement;
        try {
            placement.held().forEach(this::get);
            if (weights.containsKey(Precision.F32) || placement.only()) {
                this.source = null; // all else is cast from it, or never made: the files need not stay mapped
            }
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    synchronized Weights get(Precision asked) {
        return weights.computeIfAbsent(placement.actual(asked), p -> {
            Weights exact = weights.get(Precision.F32);
            return exact == null ? Weights.load(torch, config, source, p) : exact.cast(torch, p);
        });
    }

    @Override
    public synchronized void close() {
        weights.values().forEach(Weights::close);
        weights.clear();
    }
}
