package dev.autodidact.agent;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.model.AdamW;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.ChatTurn;
import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.LoraTraining;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import dev.autodidact.sft.LearningJob;
import dev.autodidact.sft.LearningJobRunner;
import dev.autodidact.sft.LearningOutcome;
import dev.autodidact.sft.LearningProgress;
import dev.autodidact.sft.LearningState;
import dev.autodidact.sft.LedgerItem;
import dev.autodidact.sft.LedgerRow;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The plain inner loop: cross-entropy on the item's rows and on those of all earlier items; no exam yet. */
@ApplicationScoped
class RowTraining implements LearningJobRunner {

    private static final LoraConfig LORA = new LoraConfig(8, 16);
    private static final int STEPS = 20;
    private static final float LEARNING_RATE = 5e-3f;

    private final LanguageModel model;
    private final LoadedAdapters adapters;

    RowTraining(LanguageModel model, LoadedAdapters adapters) {
        this.model = model;
        this.adapters = adapters;
    }

    @Override
    public LearningOutcome run(LearningJob job, LearningProgress progress) {
        Adapter parent = adapters.get(job.parent());
        Adapter start = parent == null ? Adapter.initial(model.config(), LORA, 0) : parent;
        List<Example> rows = Stream.concat(job.learned().stream(), Stream.of(job.item()))
                .map(LedgerItem::rows)
                .flatMap(List::stream)
                .map(this::example)
                .toList();
        PackedBatch batch = PackedBatch.of(rows);
        List<Float> losses = new ArrayList<>();
        Adapter trained;
        try (LoraTraining training = model.training(List.of(start), AdamW.standard(), Precision.BF16)) {
            for (int step = 0; step < STEPS; step++) {
                float rate = LEARNING_RATE * (float) job.item().strength() * (1 - 0.8f * step / STEPS);
                losses.add(training.step(batch, rate).losses()[0]);
                progress.report(LearningState.TRAINING, (step + 1.0) / STEPS, "step " + (step + 1) + " of " + STEPS);
            }
            trained = training.adapters().getFirst();
        }
        ObjectNode receipt = JsonNodeFactory.instance
                .objectNode()
                .put("rows", job.item().rows().size())
                .put("steps", STEPS)
                .put("lossBefore", losses.getFirst())
                .put("lossAfter", losses.getLast())
                .put("trainedTokens", (long) STEPS * batch.positionsTrained())
                .put("usefulShare", batch.usefulShare());
        if (!trained.finite()) {
            return new LearningOutcome.Refused("the update has weights that are not finite", receipt.toString());
        }
        ArrayNode curve = JsonNodeFactory.instance.arrayNode();
        losses.forEach(curve::add);
        return new LearningOutcome.Accepted(
                trained.bytes(),
                trained.lora().rank(),
                trained.lora().alpha(),
                model.hash(),
                receipt.toString(),
                curve.toString());
    }

    private Example example(LedgerRow row) {
        if (row.text() != null) {
            int[] text = model.tokenizer().encodeOrdinary(row.text());
            return Example.of(new int[] {text[0]}, java.util.Arrays.copyOfRange(text, 1, text.length));
        }
        List<ChatTurn> asked = List.of(ChatTurn.user(row.q()));
        List<ChatTurn> answered = List.of(ChatTurn.user(row.q()), ChatTurn.assistant(row.a()));
        String prompt = model.chatTemplate().render(asked, List.of(), true);
        String whole = model.chatTemplate().render(answered, List.of(), false).stripTrailing();
        return Example.of(model.tokenizer().encode(prompt), model.tokenizer().encode(whole.substring(prompt.length())));
    }
}
