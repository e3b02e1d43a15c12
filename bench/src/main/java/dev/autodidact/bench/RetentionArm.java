package dev.autodidact.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.ToolDefinition;
import dev.autodidact.sft.Consolidation;
import dev.autodidact.sft.GateLimits;
import dev.autodidact.sft.LearningOutcome;
import dev.autodidact.sft.LedgerKind;
import dev.autodidact.sft.LedgerRow;
import dev.autodidact.sft.Lesson;
import dev.autodidact.sft.LoraTrainer;
import dev.autodidact.sft.Recipe;
import dev.autodidact.sft.TaughtItem;
import dev.autodidact.sft.UpdateRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One way of learning item after item into one adapter. */
interface RetentionArm {
    /**
     * What one learn did.
     *
     * @param adapter after it
     * @param positions token positions trained
     * @param accepted whether it was published
     */
    record Learned(Adapter adapter, long positions, boolean accepted) {}

    /** Learns the next item; the adapter is what the call before gave, null at first. */
    Learned learn(Adapter adapter, String source, List<LedgerRow> rows);

    /** Does what would else be done in the first learn. */
    default void prepare() {}

    /** All that its updates hang on, in words. */
    String setUp();

    /** A new agent of each kind, by name. */
    static Map<String, RetentionArm> all(LanguageModel model) {
        Recipe ours = Recipe.standard();
        Recipe bare = recipe(ours, UpdateRule.SFT, 0, 0, 0);
        Map<String, RetentionArm> arms = new LinkedHashMap<>();
        arms.put("a SEAL as published", new SealArm(model));
        arms.put("b all linears", new Trained(model, bare, GateLimits.open()));
        Recipe replay = recipe(ours, UpdateRule.SFT, ours.rehearsalRows(), ours.contrastRows(), ours.neutralRows());
        arms.put("c + replay", new Trained(model, replay, GateLimits.open()));
        arms.put(
                "d + distill",
                new Trained(
                        model,
                        recipe(ours, UpdateRule.DISTILL, ours.rehearsalRows(), ours.contrastRows(), ours.neutralRows()),
                        GateLimits.open()));
        arms.put("e + gate, consolidation (ours)", new Trained(model, ours, GateLimits.standard()));
        arms.put("f observed", new Trained(model, recipe(ours, UpdateRule.OBSERVED, 0, 0, 0), GateLimits.open()));
        return arms;
    }

    private static Recipe recipe(Recipe r, UpdateRule rule, int rehearsal, int contrast, int neutral) {
        return new Recipe(
                rule,
                r.rank(),
                r.alpha(),
                r.learningRate(),
                r.steps(),
                r.checkEvery(),
                r.newRows(),
                rehearsal,
                contrast,
                neutral,
                r.paraphrases(),
                r.threads(),
                r.seed(),
                Consolidation.never());
    }

    /** Our trainer with some recipe and gate. */
    final class Trained implements RetentionArm {
        private final LoraTrainer trainer;
        private final LanguageModel model;
        private final String setUp;
        private final List<TaughtItem> earlier = new ArrayList<>();

        Trained(LanguageModel model, Recipe recipe, GateLimits limits) {
            this.model = model;
            this.setUp = recipe + " " + limits;
            ToolDefinition learn = new ToolDefinition("learn", "", "{}");
            this.trainer = new LoraTrainer(model, recipe, limits, List.of(List.of(learn), List.of()));
        }

        @Override
        public void prepare() {
            trainer.prepare();
        }

        @Override
        public String setUp() {
            return setUp;
        }

        @Override
        public Learned learn(Adapter adapter, String source, List<LedgerRow> rows) {
            TaughtItem item = new TaughtItem(LedgerKind.FACT, source, rows, 1);
            LearningOutcome outcome =
                    trainer.train(Lesson.of(adapter, item, List.copyOf(earlier)), (state, fraction, note) -> {});
            return switch (outcome) {
                case LearningOutcome.Accepted a -> {
                    earlier.add(item);
                    yield new Learned(
                            Adapter.parse(model.config(), "lesson", a.adapter()), positions(a.receiptJson()), true);
                }
                case LearningOutcome.Refused r -> new Learned(adapter, positions(r.receiptJson()), false);
            };
        }

        private static long positions(String receipt) {
            JsonObject json = JsonParser.parseString(receipt).getAsJsonObject();
            return json.get("trainedTokens").getAsLong();
        }
    }
}
