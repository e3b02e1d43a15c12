package dev.autodidact.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.ChatTurn;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.ModelConfig;
import dev.autodidact.model.Placement;
import dev.autodidact.sft.EditForm;
import dev.autodidact.sft.GateLimits;
import dev.autodidact.sft.LearningOutcome;
import dev.autodidact.sft.LedgerKind;
import dev.autodidact.sft.Lesson;
import dev.autodidact.sft.LoraTrainer;
import dev.autodidact.sft.PromptedEdit;
import dev.autodidact.sft.Recipe;
import dev.autodidact.sft.TaughtItem;
import dev.autodidact.sft.UpdateRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * SQuAD-style passages on any instruct model: questions asked without the passage before and after it was learned, with
 * the passage in the prompt, and what the lesson damaged (questions of other passages that were right before); per form
 * of the self-edit and update rule. {@code PassageBench resultsFolder modelFolder passages.json [form [rule]]}.
 *
 * <p>The file is a list of {@code {"text", "questions": [{"q", "a": [accepted answers]}]}}; an answer is right if it
 * holds an accepted one, case and punctuation aside.
 */
public final class PassageBench {
    private static final int MAX_TOKENS = 40;

    private record Question(String q, List<String> accepted) {
        boolean right(String reply) {
            String said = plain(reply);
            return accepted.stream().anyMatch(a -> said.contains(plain(a)));
        }

        private static String plain(String text) {
            return " "
                    + text.toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N}]+", " ")
                            .strip() + " ";
        }
    }

    private record Passage(String text, List<Question> questions) {}

    private final LanguageModel model;
    private final ExamRoom room;
    private final List<Passage> passages;
    private final Report report = new Report("passages", 1);

    private PassageBench(LanguageModel model, List<Passage> passages) {
        this.model = model;
        this.room = new ExamRoom(model);
        this.passages = passages;
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException {
        Path folder = Path.of(args[1]);
        Placement placement = Placement.serving("", "auto", "bf16", ModelConfig.read(folder));
        try (LanguageModel model = LanguageModel.load(folder, placement)) {
            PassageBench bench = new PassageBench(model, read(Path.of(args[2])));
            bench.report.fact("model", model.id() + " " + model.hash());
            bench.before();
            for (EditForm form : EditForm.all()) {
                for (UpdateRule rule : UpdateRule.values()) {
                    boolean asked = (args.length < 4 || args[3].equals(form.name()))
                            && (args.length < 5 || args[4].equals(rule.wire()));
                    if (asked) {
                        bench.learn(form, rule);
                    }
                }
            }
            bench.report.write(Path.of(args[0]));
        }
    }

    private static List<Passage> read(Path file) throws IOException {
        List<Passage> passages = new ArrayList<>();
        for (JsonElement element :
                JsonParser.parseString(Files.readString(file)).getAsJsonArray()) {
            JsonObject passage = element.getAsJsonObject();
            List<Question> questions = new ArrayList<>();
            for (JsonElement q : passage.getAsJsonArray("questions")) {
                JsonArray accepted = q.getAsJsonObject().getAsJsonArray("a");
                questions.add(new Question(
                        q.getAsJsonObject().get("q").getAsString(),
                        accepted.asList().stream().map(JsonElement::getAsString).toList()));
            }
            passages.add(new Passage(passage.get("text").getAsString(), questions));
        }
        return passages;
    }

    private List<Boolean> ask(Passage passage, String before, Adapter adapter) {
        List<String> prompts = passage.questions().stream()
                .map(q -> model.chatTemplate().renderPlain(List.of(ChatTurn.user(before + q.q())), List.of(), true))
                .toList();
        List<String> replies = room.ask(prompts, adapter, MAX_TOKENS);
        List<Boolean> right = new ArrayList<>();
        for (int i = 0; i < replies.size(); i++) {
            right.add(passage.questions().get(i).right(replies.get(i)));
        }
        return right;
    }

    private Share share(String what, boolean inContext) {
        Share share = new Share(0, 0);
        for (Passage passage : passages) {
            for (boolean right : ask(passage, inContext ? passage.text() + "\n\n" : "", null)) {
                share = share.plus(right);
            }
        }
        report.share(what, share, "");
        return share;
    }

    private void before() {
        share("closed book, before", false);
        share("in context", true);
    }

    private void learn(EditForm form, UpdateRule rule) {
        Recipe recipe = Recipe.standard(model);
        LoraTrainer trainer = new LoraTrainer(
                model, recipe.with(rule, recipe.learningRate()), GateLimits.standard(), List.of(List.of()));
        PromptedEdit writer = new PromptedEdit(model);
        Share valid = new Share(0, 0);
        Share accepted = new Share(0, 0);
        Share after = new Share(0, 0);
        Share damaged = new Share(0, 0);
        int repairs = 0;
        for (Passage passage : passages) {
            PromptedEdit.Written written = writer.write(form, passage.text(), null);
            valid = valid.plus(written.refusal() == null);
            repairs += written.repairs();
            Adapter adapter = written.refusal() == null ? train(trainer, form, passage, written) : null;
            accepted = accepted.plus(adapter != null);
            for (boolean right : ask(passage, "", adapter)) {
                after = after.plus(right);
            }
            for (Passage other : passages) {
                if (other != passage && adapter != null) {
                    List<Boolean> was = ask(other, "", null);
                    List<Boolean> is = ask(other, "", adapter);
                    for (int i = 0; i < was.size(); i++) {
                        damaged = was.get(i) ? damaged.plus(!is.get(i)) : damaged;
                    }
                }
            }
        }
        String label = form.name() + ", " + rule.wire();
        report.share(label + ": self-edits valid", valid, "");
        report.number(label + ": repairs", repairs, "turns", "");
        report.share(label + ": accepted by the gate", accepted, "");
        report.share(label + ": closed book, after", after, "");
        report.share(label + ": damaged", damaged, "");
    }

    /** Statements are learned as text, questions by the rule. */
    private Adapter train(LoraTrainer trainer, EditForm form, Passage passage, PromptedEdit.Written written) {
        LedgerKind kind = form.kind() == EditForm.Kind.PAIRS ? LedgerKind.FACT : LedgerKind.OBSERVATION;
        TaughtItem item = new TaughtItem(kind, passage.text(), written.rows(), 1);
        return trainer.train(Lesson.of(null, item, List.of()), (s, f, n) -> {})
                        instanceof LearningOutcome.Accepted accepted
                ? Adapter.parse(model.config(), "lesson", accepted.adapter())
                : null;
    }
}
