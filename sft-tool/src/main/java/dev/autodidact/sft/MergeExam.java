package dev.autodidact.sft;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.EngineThread;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.ToolDefinition;
import java.util.List;

/** {@link MergeTrial} on the engine: the exam of a lesson that brings all of the other version's items, and its gate. */
public final class MergeExam implements MergeTrial {

    private final LanguageModel model;
    private final Recipe recipe;
    private final Gate gate;
    private final LessonPlanner planner;

    /** See {@link LoraTrainer} for the parts. */
    public MergeExam(LanguageModel model, Recipe recipe, GateLimits limits, List<List<ToolDefinition>> toolSets) {
        this.model = model;
        this.recipe = recipe;
        this.gate = Gate.ofMerges(limits);
        this.planner =
                new LessonPlanner(model, recipe, new RowPrompts(model, toolSets), ReplayPrompts.load(model.folder()));
    }

    @Override
    public LearningOutcome judge(Candidate candidate) {
        EngineThread.use(recipe.threads());
        List<LedgerRow> rows =
                candidate.added().stream().flatMap(item -> item.rows().stream()).toList();
        TaughtItem all = new TaughtItem(LedgerKind.FACT, null, rows, 1);
        Exam exam = new Exam(
                model, planner.next(Lesson.of(candidate.parent(), all, candidate.held())), candidate.parent(), false);
        Gate.Decision decision = gate.decide(candidate.merged().apply(1), candidate.merged()::apply, exam::result);
        String receipt = receipt(decision, exam).toString();
        Adapter merged = decision.adapter();
        return decision.published()
                ? new LearningOutcome.Accepted(
                        merged.bytes(), merged.lora().rank(), merged.lora().alpha(), model.hash(), receipt, null)
                : new LearningOutcome.Refused(decision.reason(), receipt);
    }

    private static ObjectNode receipt(Gate.Decision decision, Exam exam) {
        Exam.Result result = decision.result();
        return JsonNodeFactory.instance
                .objectNode()
                .put("verdict", decision.verdict())
                .put("reason", decision.reason())
                .put("acquired", result.acquired().toString())
                .put("acquiredBefore", exam.acquiredBefore().toString())
                .put("paraphrase", result.paraphrase().toString())
                .put("damaged", result.kept().damaged().toString())
                .put("locality", result.locality().toString())
                .put("neutral", result.neutral().toString())
                .put("kl", Math.round(result.divergence() * 1000) / 1000.0)
                .put("scale", decision.scale());
    }
}
