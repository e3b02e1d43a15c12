package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.ModelConfig;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleFunction;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final ModelConfig SHAPE = new ModelConfig(8, 1, 1, 1, 8, 8, 8, 1e-5, 1e4, 8, true, Set.of());
    private static final Adapter WHOLE = Adapter.initial(SHAPE, new LoraConfig(2, 4), 1);
    private static final GateLimits LIMITS = new GateLimits(0.5, 0.1, 0.5, 0.5, 0.2);

    /** Judges an update whose exam at each share of the way is given. */
    private static Gate.Decision decide(DoubleFunction<Exam.Result> exam) {
        return decide(new Gate(LIMITS), exam);
    }

    private static Gate.Decision decide(Gate gate, DoubleFunction<Exam.Result> exam) {
        Map<Adapter, Double> shares = new HashMap<>();
        shares.put(WHOLE, 1.0);
        return gate.decide(
                WHOLE,
                share -> {
                    Adapter part = Adapter.initial(SHAPE, new LoraConfig(2, 4), Math.round(share * 1000));
                    shares.put(part, share);
                    return part;
                },
                adapter -> exam.apply(shares.get(adapter)));
    }

    private static Exam.Result result(int acquired, int kept, double divergence) {
        return new Exam.Result(
                true, of(acquired, 4), of(2, 2), of(kept, 10), of(kept, 10), of(8, 8), of(8, 8), divergence);
    }

    private static Receipt.Count of(int k, int n) {
        return new Receipt.Count(k, n);
    }

    @Test
    void anUpdateWithinItsLimitsIsAcceptedWhole() {
        Gate.Decision decision = decide(share -> result(4, 10, 0.01));
        assertThat(decision.verdict()).isEqualTo("accepted");
        assertThat(decision.adapter()).isEqualTo(WHOLE);
        assertThat(decision.reason()).isEqualTo("acquired 4/4");
    }

    @Test
    void anUpdateThatCostsTooMuchIsShrunkToTheLargestShareThatDoesNot() {
        Gate.Decision decision = decide(share -> result(share >= 0.5 ? 4 : 0, share > 0.7 ? 8 : 10, 0.01));
        assertThat(decision.verdict()).isEqualTo("shrunk");
        assertThat(decision.scale()).isEqualTo(0.625);
        assertThat(decision.reason())
                .contains("damages 2/10")
                .contains("at most 0.1")
                .contains("0.625");
    }

    @Test
    void anUpdateThatCannotBeShrunkIsRejectedWithItsCost() {
        Gate.Decision decision = decide(share -> result(share == 1 ? 4 : 0, 10, share));
        assertThat(decision.verdict()).isEqualTo("rejected");
        assertThat(decision.reason()).contains("1.000 nats per token").contains("at most 0.2");
    }

    @Test
    void anUpdateThatLearnsTooLittleIsRejectedWithWordsToActOn() {
        Gate.Decision decision = decide(share -> result(1, 10, 0));
        assertThat(decision.published()).isFalse();
        assertThat(decision.reason()).contains("only 1/4").contains("short answers");
    }

    @Test
    void weightsThatAreNotFiniteAreRejected() {
        Gate.Decision decision = decide(share ->
                new Exam.Result(false, of(0, 0), of(0, 0), of(0, 0), of(0, 0), of(0, 0), of(0, 0), Double.NaN));
        assertThat(decision.verdict()).isEqualTo("rejected");
        assertThat(decision.reason()).contains("not finite");
    }

    @Test
    void limitsOutsideTheirRangeAreRefused() {
        assertThatThrownBy(() -> new GateLimits(1.5, 0, 0, 0, 0)).hasMessageContaining("1.5");
        assertThatThrownBy(() -> new GateLimits(0.5, 0, 0, 0, -1)).hasMessageContaining("-1");
    }

    @Test
    void aRefusedMergeIsToldWhatCanBeDoneAboutAMergeAndNothingOfRows() {
        Gate gate = Gate.ofMerges(LIMITS);
        Gate.Decision few = decide(gate, share -> result(1, 10, 0.01));
        assertThat(few.verdict()).isEqualTo("rejected");
        assertThat(few.reason())
                .contains("1/4 of the other version's questions", "more weight", "another method")
                .doesNotContain("training", "rows");
        Gate.Decision dear = decide(gate, share -> result(share >= 0.5 ? 4 : 0, share > 0.2 ? 8 : 10, 0.01));
        assertThat(dear.verdict()).isEqualTo("rejected");
        assertThat(dear.reason())
                .contains("the merged version damages 2/10", "the other way round")
                .doesNotContain("update");
    }
}
