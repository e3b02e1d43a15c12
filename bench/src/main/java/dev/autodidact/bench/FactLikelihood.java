package dev.autodidact.bench;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Scores;
import dev.autodidact.seed.ExamFact;
import java.util.List;

/** How likely the right answers to a fact's questions are. */
final class FactLikelihood {
    private FactLikelihood() {}

    /**
     * Mean log-likelihood of a token of the right answers, nats, in f32.
     *
     * @param rows questions of the fact that are asked, at most
     * @param adapter null for the base
     */
    static double of(LanguageModel model, ExamFact fact, int rows, Adapter adapter) {
        List<Example> asked = fact.trained().stream()
                .limit(rows)
                .map(q -> Example.of(
                        model.tokenizer().encode(Pupil.ask(q)),
                        model.tokenizer().encode(fact.value() + "<|im_end|>")))
                .toList();
        List<Adapter> adapters = adapter == null ? List.of() : List.of(adapter);
        return model.score(PackedBatch.of(asked), adapters, Precision.F32).rows().getFirst().stream()
                .mapToDouble(Scores.Row::mean)
                .average()
                .orElseThrow();
    }
}
