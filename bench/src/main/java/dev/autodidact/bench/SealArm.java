package dev.autodidact.bench;

import dev.autodidact.model.AdamW;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.EngineThread;
import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.LoraTraining;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import dev.autodidact.sft.LedgerRow;
import dev.autodidact.sft.Recipe;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * The inner loop of SEAL as published (arXiv 2506.10943): LoRA of rank 32 and alpha 64 on the query and value layers,
 * learning rate 1e-3, ten epochs, batch 1, no masked labels, every row padded; no replay, no gate. Rows are padded to
 * this model's context where that is shorter than the published 2048; padding has no loss here.
 */
final class SealArm implements RetentionArm {
    private static final int PUBLISHED_WIDTH = 2048;
    private static final int EPOCHS = 10;
    private static final float RATE = 1e-3f;

    private final LanguageModel model;

    SealArm(LanguageModel model) {
        this.model = model;
    }

    @Override
    public String setUp() {
        return "q,v; rank 32; alpha 64; " + RATE + "; " + EPOCHS + " epochs";
    }

    @Override
    public Learned learn(Adapter adapter, String source, List<LedgerRow> rows) {
        EngineThread.use(Recipe.standard().threads());
        Adapter start = adapter != null ? adapter : Adapter.initial(model.config(), new LoraConfig(32, 64), 1);
        int width = Math.min(PUBLISHED_WIDTH, model.contextLength());
        List<PackedBatch> batches = rows.stream()
                .map(row -> PackedBatch.of(List.of(padded(row, width))))
                .toList();
        long positions = 0;
        try (LoraTraining training = model.training(List.of(start), AdamW.standard(), Precision.BF16)) {
            training.only(Set.of("q_proj", "v_proj"));
            for (int epoch = 0; epoch < EPOCHS; epoch++) {
                for (PackedBatch batch : batches) {
                    training.step(batch, RATE);
                    positions += batch.positionsTrained();
                }
            }
            return new Learned(training.adapters().getFirst(), positions, true);
        }
    }

    private Example padded(LedgerRow row, int width) {
        int[] tokens = model.tokenizer().encode(Pupil.ask(row.q()) + row.a() + "<|im_end|>");
        float[] weights = new float[width];
        Arrays.fill(weights, 1, tokens.length, 1f);
        return new Example(Arrays.copyOf(tokens, width), weights);
    }
}
