package dev.autodidact.sft;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.ModelConfig;
import dev.autodidact.model.ModelFormatException;

/**
 * The last look at trained bytes before they get a name, whatever the trainer said of them: they must be an adapter of the
 * loaded model, byte for byte, and every weight must be a finite number.
 */
public final class AdapterInspection {

    private final ModelConfig model;

    /** An inspection for adapters of this model. */
    public AdapterInspection(ModelConfig model) {
        this.model = model;
    }

    void check(LearningOutcome.Accepted outcome) throws UnfitAdapterException {
        Adapter adapter;
        try {
            adapter = Adapter.parse(model, "the trained adapter", outcome.adapter());
        } catch (ModelFormatException e) {
            throw new UnfitAdapterException("the training made no adapter of this model: " + e.getMessage(), e);
        }
        if (!adapter.finite()) {
            throw new UnfitAdapterException(
                    "the trained adapter holds " + infinite(adapter) + " weights of " + adapter.values().length
                            + " that are not finite numbers",
                    null);
        }
        if (adapter.lora().rank() != outcome.rank() || adapter.lora().alpha() != outcome.alpha()) {
            throw new UnfitAdapterException(
                    "the trained adapter has rank " + adapter.lora().rank() + " and alpha "
                            + adapter.lora().alpha() + "; its training says " + outcome.rank() + " and "
                            + outcome.alpha(),
                    null);
        }
        if (!adapter.version().equals(AdapterStore.versionOf(outcome.adapter()))) {
            throw new UnfitAdapterException("the trained adapter holds bytes that are no part of an adapter", null);
        }
    }

    private static int infinite(Adapter adapter) {
        int count = 0;
        for (float value : adapter.values()) {
            if (!Float.isFinite(value)) {
                count++;
            }
        }
        return count;
    }
}
