package dev.autodidact.agent;

import dev.autodidact.model.LanguageModel;
import dev.autodidact.sft.GateSettings;
import dev.autodidact.sft.LearningOutcome;
import dev.autodidact.sft.MergeExam;
import dev.autodidact.sft.MergeTrial;
import dev.autodidact.sft.RecipeSettings;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** Judges merged adapters on the loaded model, with the tools that this application's chats list. */
@ApplicationScoped
class RowMerging implements MergeTrial {

    private final LanguageModel model;
    private final List<AgentTool> tools;
    private final GateSettings gate;
    private final RecipeSettings recipe;

    RowMerging(LanguageModel model, @All List<AgentTool> tools, GateSettings gate, RecipeSettings recipe) {
        this.model = model;
        this.tools = tools;
        this.gate = gate;
        this.recipe = recipe;
    }

    @Override
    public LearningOutcome judge(Candidate candidate) {
        return new MergeExam(model, recipe.recipe(model), gate.limits(), RowTraining.toolSets(tools)).judge(candidate);
    }
}
