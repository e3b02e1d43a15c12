package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Weights with the adapter added against adapters applied beside the weights. */
class MergeTest {
    private static GenerationRequest request(Adapter adapter) {
        return new GenerationRequest(Tiny.prompt(61, 9), adapter, Sampling.greedy(), 24, Set.of());
    }

    @Test
    void mergedAndUnmergedTextsAgreeWithTheirLogProbabilities() {
        Adapter adapter = Tiny.adapter(62);
        Completion merged = Tiny.MODEL.generate(request(adapter), Precision.F32, token -> true);
        // a second adapter in the batch forbids merging
        Completion beside = Tiny.MODEL
                .generate(List.of(request(adapter), request(Tiny.adapter(63))), Precision.F32)
                .getFirst();
        assertThat(merged.tokens()).isEqualTo(beside.tokens());
        for (int t = 0; t < merged.tokens().length; t++) {
            assertThat(merged.logProbabilities()[t]).isCloseTo(beside.logProbabilities()[t], within(1e-4));
        }
        assertThat(merged.tokens())
                .isNotEqualTo(Tiny.greedy(Tiny.prompt(61, 9), null, 24).tokens());
    }

    @Test
    void theBaseIsTheSameAfterManyMerges() {
        float[] before = Tiny.MODEL.logits(Tiny.prompt(64, 11), null, Precision.F32);
        for (int i = 0; i < 20; i++) {
            Tiny.greedy(Tiny.prompt(i, 4), Tiny.adapter(i), 3);
        }
        assertThat(Tiny.MODEL.logits(Tiny.prompt(64, 11), null, Precision.F32)).isEqualTo(before);
    }

    @Test
    void aFreshAdapterAndAScaleOfZeroWriteWhatTheBaseWrites() {
        int[] base = Tiny.greedy(Tiny.prompt(65, 7), null, 24).tokens();
        Adapter fresh = Adapter.initial(Tiny.MODEL.config(), Tiny.LORA, 1);
        assertThat(Tiny.greedy(Tiny.prompt(65, 7), fresh, 24).tokens()).isEqualTo(base);
        assertThat(Tiny.greedy(Tiny.prompt(65, 7), Tiny.adapter(66).scaled(0), 24)
                        .tokens())
                .isEqualTo(base);
    }

    @Test
    void mergingIntoHalfPrecisionStaysClose() {
        Adapter adapter = Tiny.adapter().scaled(0.2);
        int[] prompt = Tiny.prompt(67, 9);
        float[] exact = Tiny.MODEL.logits(prompt, adapter, Precision.F32);
        int vocabulary = Tiny.MODEL.config().vocabulary();
        double best = exact[
                (prompt.length - 1) * vocabulary + Sampler.argmax(exact, (prompt.length - 1) * vocabulary, vocabulary)];
        for (Precision precision : new Precision[] {Precision.BF16, Precision.F16}) {
            Completion one = Tiny.MODEL.generate(
                    new GenerationRequest(prompt, adapter, Sampling.greedy(), 1, Set.of()), precision, token -> true);
            double chosen = exact[(prompt.length - 1) * vocabulary + one.tokens()[0]];
            assertThat(chosen).as("%s", precision).isCloseTo(best, within(0.5));
        }
    }
}
