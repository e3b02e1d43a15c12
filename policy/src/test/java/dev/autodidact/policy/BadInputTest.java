package dev.autodidact.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.sft.LedgerRow;
import java.util.List;
import org.junit.jupiter.api.Test;

class BadInputTest {
    private static Task task(List<Probe> probes) {
        return new Task("t", "test", Split.TRAIN, List.of("The cat is Mio."), probes, List.of(), List.of());
    }

    private static PolicyRecipe recipe(PolicyRecipe.Algorithm algorithm, int group, int best, double klWeight) {
        return new PolicyRecipe(
                algorithm, Advantages.grpo(), 2, 4, 1e-3, group, 2, 1, 1, 1, 1000, best, 2, klWeight, 0, 0, 0, 0, 1);
    }

    @Test
    void taskWithoutQuestionsIsRefused() {
        assertThatThrownBy(() -> task(List.of())).hasMessageContaining("no questions");
    }

    @Test
    void goldAnswerThatStandsNowhereIsRefused() {
        assertThatThrownBy(() -> task(List.of(Probe.of("Who is the cat?", "Rex"))))
                .hasMessageContaining("Rex")
                .hasMessageContaining("appears in none");
    }

    @Test
    void goldAnswerThatFollowsNeedNotStandInTheText() {
        assertThat(task(List.of(new Probe("Who is no cat?", "Rex", true))).probes())
                .hasSize(1);
    }

    @Test
    void groupOfOneIsRefused() {
        assertThatThrownBy(() -> recipe(PolicyRecipe.Algorithm.GRPO, 1, 1, 0)).hasMessageContaining("group is 1");
    }

    @Test
    void filterThatKeepsAllIsRefused() {
        assertThatThrownBy(() -> recipe(PolicyRecipe.Algorithm.REST_EM, 4, 4, 0))
                .hasMessageContaining("nothing would be filtered");
    }

    @Test
    void settingThatTheAlgorithmDoesNotHaveIsRefused() {
        assertThatThrownBy(() -> recipe(PolicyRecipe.Algorithm.REST_EM, 4, 1, 0.1))
                .hasMessageContaining("ReST-EM has no such term");
    }

    @Test
    void rewardThatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> new Reward(Double.NaN, 0, 0, 0, 0, 0, 0)).hasMessageContaining("NaN");
    }

    @Test
    void unreadableRepliesAreNamedByTheirFault() {
        assertThat(SelfEdit.read(List.of("I learned it.")).fault()).isEqualTo("no learn call");
        assertThat(SelfEdit.read(List.of("<tool_call>{\"name\":\"learn\",\"arguments\":{"))
                        .fault())
                .isEqualTo("malformed call");
        assertThat(SelfEdit.read(List.of("<tool_call>{\"name\":\"learn\",\"arguments\":{\"rows\":[]}}</tool_call>"))
                        .fault())
                .isEqualTo("a call without rows");
        assertThat(SelfEdit.of(List.of(LedgerRow.statement("x"))).fault()).isNull();
    }

    @Test
    void warmStartIsBoundedAndFitsTheRun() {
        assertThat(curated(null, null, null)).isEqualTo(200);
        assertThat(curated(1, 2, null)).isEqualTo(10);
        assertThat(curated(1, 2, 0)).isZero();
        List<String> all = Environments.all().stream().map(Environment::name).toList();
        assertThat(new RunSettings(null, all, null, 200, null, null, null)
                        .complete()
                        .curated())
                .isEqualTo(500);
        assertThatThrownBy(() -> curated(1, 2, -1)).hasMessageContaining("curated is -1");
    }

    private static int curated(Integer rounds, Integer tasks, Integer curated) {
        return new RunSettings(null, null, rounds, tasks, null, null, null, null, curated)
                .complete()
                .curated();
    }
}
