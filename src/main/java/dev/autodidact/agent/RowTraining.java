package dev.autodidact.agent;

import dev.autodidact.model.EngineThread;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.NativeHeap;
import dev.autodidact.model.ToolDefinition;
import dev.autodidact.sft.GateSettings;
import dev.autodidact.sft.LearningJob;
import dev.autodidact.sft.LearningJobRunner;
import dev.autodidact.sft.LearningOutcome;
import dev.autodidact.sft.LearningProgress;
import dev.autodidact.sft.Ledger;
import dev.autodidact.sft.Lesson;
import dev.autodidact.sft.LoraTrainer;
import dev.autodidact.sft.RecipeSettings;
import dev.autodidact.sft.TaughtItem;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Runs a learning job on the loaded model, with the tools that this application's chats list. */
@ApplicationScoped
class RowTraining implements LearningJobRunner {

    private final LoadedAdapters adapters;
    private final LoraTrainer trainer;
    private final BaseCheck baseCheck;

    RowTraining(
            LanguageModel model,
            LoadedAdapters adapters,
            @All List<AgentTool> tools,
            BaseCheck baseCheck,
            GateSettings gate,
            RecipeSettings recipe) {
        this.adapters = adapters;
        this.baseCheck = baseCheck;
        // a question may come with the tools of a chat, without those of the memory, or, through other endpoints, with
        // none
        this.trainer = new LoraTrainer(model, recipe.recipe(model), gate.limits(), toolSets(tools));
    }

    /** The sets of tools that a question may come with. */
    static List<List<ToolDefinition>> toolSets(List<AgentTool> tools) {
        return List.of(listed(tools.stream().filter(tool -> !tool.remembers())), listed(tools.stream()), List.of());
    }

    private static List<ToolDefinition> listed(Stream<AgentTool> tools) {
        return tools.map(AgentTool::specification)
                .map(PromptConversion::definition)
                .toList();
    }

    @Override
    public void prepare() {
        // a chat beside a training keeps its speed
        EngineThread.background();
        trainer.prepare();
    }

    @Override
    public LearningOutcome run(LearningJob job, LearningProgress progress) {
        baseCheck.check(job.agent(), job.parent());
        try {
            return train(job, progress);
        } finally {
            NativeHeap.trim();
        }
    }

    @Override
    public List<Set<Integer>> replaced(LearningJob job) {
        return trainer.replaced(job.learned().stream().map(TaughtItem::of).toList(), TaughtItem.of(job.item()));
    }

    @Override
    public boolean consolidates(long items) {
        return trainer.consolidates(items);
    }

    private LearningOutcome train(LearningJob job, LearningProgress progress) {
        List<TaughtItem> counting =
                Ledger.counting(Stream.concat(job.learned().stream(), Stream.of(job.item()))
                                .toList())
                        .stream()
                        .map(TaughtItem::of)
                        .toList();
        Lesson lesson = new Lesson(
                adapters.get(job.parent()),
                adapters.get(job.root()),
                TaughtItem.of(job.item()),
                counting.subList(0, job.learned().size()),
                job.whole());
        return trainer.train(lesson, progress);
    }
}
