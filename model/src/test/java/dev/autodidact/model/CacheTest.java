package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Generation with the KV cache against the naive way: all logits anew for every token. */
class CacheTest {
    private static final int VOCABULARY = Tiny.MODEL.config().vocabulary();

    private static void sameAsUncached(int[] prompt, Adapter adapter, int tokens) {
        Completion cached = Tiny.greedy(prompt, adapter, tokens);
        int[] ids = prompt;
        for (int t = 0; t < tokens; t++) {
            float[] logits = Tiny.MODEL.logits(ids, adapter, Precision.F32);
            int from = (ids.length - 1) * VOCABULARY;
            assertThat(cached.tokens()[t]).as("token %d", t).isEqualTo(Sampler.argmax(logits, from, VOCABULARY));
            assertThat(cached.logProbabilities()[t])
                    .isCloseTo(Sampler.logProbability(logits, from, VOCABULARY, cached.tokens()[t]), within(1e-4));
            ids = Arrays.copyOf(ids, ids.length + 1);
            ids[ids.length - 1] = cached.tokens()[t];
        }
    }

    @Test
    void theCacheChangesNoToken() {
        sameAsUncached(Tiny.prompt(1, 1), null, 24);
        sameAsUncached(Tiny.prompt(2, 17), null, 24);
        sameAsUncached(Tiny.prompt(3, 9), Tiny.adapter(4), 24);
    }

    @Test
    void textsOfUnequalLengthShareACacheWithoutTouchingEachOther() {
        List<GenerationRequest> requests = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            requests.add(
                    new GenerationRequest(Tiny.prompt(i, 1 + 7 * i), null, Sampling.greedy(), 40 - 5 * i, Set.of()));
        }
        List<Completion> together = Tiny.MODEL.generate(requests, Precision.F32);
        for (int i = 0; i < 7; i++) {
            assertThat(together.get(i).tokens())
                    .isEqualTo(Tiny.greedy(requests.get(i).prompt(), null, 40 - 5 * i)
                            .tokens());
        }
    }

    @Test
    void theTextEndsWhereTheContextEnds() {
        int limit = Tiny.MODEL.contextLength();
        assertThat(limit).isEqualTo(512);
        Completion completion = Tiny.greedy(Tiny.prompt(5, limit - 3), null, 50);
        assertThat(completion.tokens()).hasSize(3);
        assertThat(completion.finish()).isEqualTo(Completion.Finish.LENGTH);
        assertThatThrownBy(() -> Tiny.greedy(Tiny.prompt(5, limit), null, 1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("512");
    }

    @Test
    void aStopTokenEndsTheTextAndIsNotPartOfIt() {
        int[] prompt = Tiny.prompt(6, 8);
        int[] free = Tiny.greedy(prompt, null, 20).tokens();
        int stop = free[7];
        int first = 0;
        while (free[first] != stop) {
            first++;
        }
        Completion stopped = Tiny.MODEL.generate(
                new GenerationRequest(prompt, null, Sampling.greedy(), 20, Set.of(stop)), Precision.F32, t -> true);
        assertThat(stopped.tokens()).isEqualTo(Arrays.copyOf(free, first));
        assertThat(stopped.finish()).isEqualTo(Completion.Finish.STOP);
        assertThat(stopped.logProbabilities()).hasSize(first + 1);
    }

    @Test
    void aListenerSeesEachTokenOnceAndCanEndTheText() {
        int[] prompt = Tiny.prompt(7, 8);
        List<Integer> seen = new ArrayList<>();
        Completion completion = Tiny.MODEL.generate(
                new GenerationRequest(prompt, null, Sampling.greedy(), 20, Set.of()), Precision.F32, token -> {
                    seen.add(token);
                    return seen.size() < 5;
                });
        assertThat(completion.finish()).isEqualTo(Completion.Finish.CANCELLED);
        assertThat(seen)
                .hasSize(5)
                .containsExactlyElementsOf(
                        Arrays.stream(completion.tokens()).boxed().toList());
    }

    @Test
    void tokensOutsideTheVocabularyAreRefusedBeforeAnythingNative() {
        for (int bad : new int[] {-1, 300, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> Tiny.greedy(new int[] {5, bad}, null, 2))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContainingAll(Integer.toString(bad), "300");
        }
        assertThatThrownBy(() -> Tiny.MODEL.logits(new int[] {5, 300}, null, Precision.F32))
                .isInstanceOf(IllegalArgumentException.class);
        Example wrong = new Example(new int[] {5, 300}, new float[] {0, 1});
        assertThatThrownBy(() -> Tiny.MODEL.score(PackedBatch.of(List.of(wrong)), List.of(), Precision.F32))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("300");
    }
}
