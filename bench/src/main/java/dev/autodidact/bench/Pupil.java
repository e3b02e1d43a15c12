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
        this(model, recipe, room, List.of(List.of(LEARN), List.of()));
    }

    private Pupil(LanguageModel model, Recipe recipe, ExamRoom room, List<List<ToolDefinition>> tools) {
        this(model, room, new LoraTrainer(model, recipe, GateLimits.standard(), tools));
        trainer.prepare();
    }

    /** One whose questions may also come with the tools of the memory, as the application trains them. */
    static Pupil withMemory(LanguageModel model, Recipe recipe, ExamRoom room) {
        ToolDefinition recall = new ToolDefinition("recall", "", "{}");
        ToolDefinition remember = new ToolDefinition("remember", "", "{}");
        return new Pupil(model, recipe, room, List.of(List.of(LEARN), List.of(LEARN, recall, remember), List.of()));
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
        LearnReply call = call(sentence);
        if (!call.valid() || call.rows().isEmpty()) {
            return new Taught(call, null, (System.nanoTime() - start) / 1e9);
        }
        return new Taught(call, train(sentence, rows(call)), (System.nanoTime() - start) / 1e9);
    }

    /**
     * Lets it write rows for each of several sentences and train on all of them in one lesson; where the gate refuses that,
     * in one lesson each.
     *
     * @return how many lessons were accepted
     */
    int study(List<String> sentences) {
        List<LedgerRow> rows =
                sentences.stream().flatMap(s -> rows(call(s)).stream()).toList();
        if (rows.isEmpty()) {
            return 0;
        }
        if (train(String.join(" ", sentences), rows) instanceof LearningOutcome.Accepted) {
            return 1;
        }
        return sentences.size() == 1
                ? 0
                : sentences.stream().mapToInt(s -> study(List.of(s))).sum();
    }

    private LearnReply call(String sentence) {
        String prompt = "<|im_start|>system\ntools: learn<|im_end|>\n<|im_start|>user\n" + sentence
                + "<|im_end|>\n<|im_start|>assistant\n";
        return LearnReply.parse(room.ask(List.of(prompt), adapter, 320).getFirst());
    }

    private static List<LedgerRow> rows(LearnReply call) {
        return call.rows().stream()
                .map(r -> LedgerRow.question(r.question(), r.answer()))
                .toList();
    }

    private LearningOutcome train(String source, List<LedgerRow> rows) {
        TaughtItem item = new TaughtItem(LedgerKind.FACT, source, rows, 1);
        LearningOutcome outcome = trainer.train(Lesson.of(adapter, item, List.copyOf(earlier)), (s, f, n) -> {});
        if (outcome instanceof LearningOutcome.Accepted accepted) {
            adapter = Adapter.parse(model.config(), "lesson", accepted.adapter());
            earlier.add(item);
        }
        return outcome;
    }

    /** A question in a fresh conversation with the learn tool listed. */
    static String ask(String question) {
        return "<|im_start|>system\ntools: learn<|im_end|>\n<|im_start|>user\n" + question
                + "<|im_end|>\n<|im_start|>assistant\n";
    }
}
