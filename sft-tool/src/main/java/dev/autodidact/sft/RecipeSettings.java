package dev.autodidact.sft;

import dev.autodidact.model.LanguageModel;
import io.smallrye.config.ConfigMapping;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * How lessons are trained; what is not set is as {@link Recipe#standard} says for the model. Weights are a function of the recipe:
 * with another one a rebuild gives other weights than before.
 */
@ConfigMapping(prefix = "autodidact.recipe")
public interface RecipeSettings {

    /** {@code sft}, {@code distill} or {@code observed}. */
    Optional<UpdateRule> rule();

    /** LoRA rank; agents that have learned keep theirs. */
    OptionalInt rank();

    /** Learning rate of AdamW at the start of a lesson. */
    OptionalDouble learningRate();

    /** Most steps of one lesson; four more for each answer of its item beyond five. */
    OptionalInt steps();

    /** Operator threads. */
    OptionalInt threads();

    /** Seed of the first weights and of the choice of rows. */
    OptionalLong seed();

    /** Items between two trainings of all items at once, a fifth of the items held where that is more; 0 for never. */
    OptionalInt consolidateEvery();

    /** Where all items at once do not fit, the rank is doubled, at most to this. */
    OptionalInt maxRank();

    /** All of it, for a model. */
    default Recipe recipe(LanguageModel model) {
        Recipe standard = Recipe.standard(model);
        int rank = rank().orElse(standard.rank());
        Consolidation consolidation = standard.consolidation();
        return new Recipe(
                rule().orElse(standard.rule()),
                rank,
                2.0 * rank,
                learningRate().orElse(standard.learningRate()),
                steps().orElse(standard.steps()),
                standard.checkEvery(),
                standard.newRows(),
                standard.rehearsalRows(),
                standard.contrastRows(),
                standard.neutralRows(),
                standard.paraphrases(),
                threads().orElse(standard.threads()),
                seed().orElse(standard.seed()),
                new Consolidation(
                        consolidation.few(),
                        consolidateEvery().orElse(consolidation.every()),
                        consolidation.rows(),
                        consolidation.stepsPerThing(),
                        maxRank().orElse(consolidation.maxRank())));
    }
}
