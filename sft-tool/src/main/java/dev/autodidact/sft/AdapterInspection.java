package dev.autodidact.sft;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.ModelConfig;
import dev.autodidact.model.ModelFormatException;
import dev.autodidact.model.PeftAdapter;
import java.util.Map;

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

    ModelConfig model() {
        return model;
    }

    /** A stored version. */
    Adapter parse(String version, byte[] bytes) {
        return Adapter.parse(model, version, bytes);
    }

    /** The files of a PEFT folder; {@link dev.autodidact.model.ModelFormatException} names what is wrong with them. */
    PeftAdapter read(Map<String, byte[]> files, String baseHash) {
        return PeftAdapter.read(files, model, baseHash);
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
