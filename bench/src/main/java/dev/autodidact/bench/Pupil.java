package dev.autodidact.bench;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.ToolDefinition;
import dev.autodidact.seed.LearnReply;
import dev.autodidact.sft.GateLimits;
import dev.autodidact.sft.LearningOutcome;
import dev.autodidact.sft.LedgerKind;
import dev.autodidact.sft.LedgerRow;
import dev.autodidact.sft.Lesson;
import dev.autodidact.sft.LoraTrainer;
import dev.autodidact.sft.Recipe;
import dev.autodidact.sft.TaughtItem;
import java.util.ArrayList;
import java.util.List;

/** An agent without a server: told a sentence, it writes its own rows and trains on them. */
final class Pupil {
    private static final ToolDefinition LEARN = new ToolDefinition("learn", "", "{}");

    private final LanguageModel model;
    private final ExamRoom room;
    private final LoraTrainer trainer;
    private final List<TaughtItem> earlier = new ArrayList<>();
    private Adapter adapter;

    Pupil(LanguageModel model, Recipe recipe, ExamRoom room) {
        this(model, room, new LoraTrainer(model, recipe, GateLimits.standard(), List.of(List.of(LEARN), List.of())));
        trainer.prepare();
    }

    private Pupil(LanguageModel model, ExamRoom room, LoraTrainer trainer) {
        this.model = model;
        this.room = room;
        this.trainer = trainer;
    }

    /** Another agent of the same model, with nothing learned. */
    Pupil fresh() {
        return new Pupil(model, room, trainer);
    }

    Adapter adapter() {
        return adapter;
    }

    /**
     * One lesson.
     *
     * @param call the model's reply to what it was told
     * @param outcome how the training ended, null if the reply was no valid call
     * @param seconds from the telling to the new adapter
     */
    record Taught(LearnReply call, LearningOutcome outcome, double seconds) {}

    /** Tells it a sentence with the learn tool listed and lets it train on the rows it writes. */
    Taught tell(String sentence) {
        long start = System.nanoTime();
        String prompt = "<|im_start|>system\ntools: learn<|im_end|>\n<|im_start|>user\n" + sentence
                + "<|im_end|>\n<|im_start|>assistant\n";
        LearnReply call =
                LearnReply.parse(room.ask(List.of(prompt), adapter, 320).getFirst());
        if (!call.valid() || call.rows().isEmpty()) {
            return new Taught(call, null, (System.nanoTime() - start) / 1e9);
        }
        List<LedgerRow> rows = call.rows().stream()
                .map(r -> LedgerRow.question(r.question(), r.answer()))
                .toList();
        TaughtItem item = new TaughtItem(LedgerKind.FACT, sentence, rows, 1);
        LearningOutcome outcome = trainer.train(Lesson.of(adapter, item, List.copyOf(earlier)), (s, f, n) -> {});
        if (outcome instanceof LearningOutcome.Accepted accepted) {
            adapter = Adapter.parse(model.config(), "lesson", accepted.adapter());
            earlier.add(item);
        }
        return new Taught(call, outcome, (System.nanoTime() - start) / 1e9);
    }

    /** A question in a fresh conversation with the learn tool listed. */
    static String ask(String question) {
        return "<|im_start|>system\ntools: learn<|im_end|>\n<|im_start|>user\n" + question
                + "<|im_end|>\n<|im_start|>assistant\n";
    }
}
