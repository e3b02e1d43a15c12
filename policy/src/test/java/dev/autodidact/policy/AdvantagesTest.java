package dev.autodidact.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class AdvantagesTest {
    private static final double[] GROUP = {1, 2, 6};

    private static double[] of(boolean leaveOneOut, boolean deviation, double... group) {
        return new Advantages(Advantages.Level.GROUP, leaveOneOut, deviation)
                .of(List.of(group))
                .getFirst();
    }

    @Test
    void groupAdvantagesAreDifferencesFromTheMean() {
        assertThat(of(false, false, GROUP)).containsExactly(-2, -1, 3);
    }

    @Test
    void leaveOneOutComparesWithTheOthersOnly() {
        assertThat(of(true, false, GROUP)).containsExactly(-3, -1.5, 4.5);
    }

    @Test
    void deviationMakesGroupsOfDifferentSpreadAlike() {
        double[] narrow = of(false, true, 1, 2, 6);
        double[] wide = of(false, true, 10, 20, 60);
        for (int i = 0; i < narrow.length; i++) {
            assertThat(narrow[i]).isCloseTo(wide[i], within(1e-4));
        }
    }

    @Test
    void batchLevelComparesAllGroups() {
        List<double[]> advantages = new Advantages(Advantages.Level.BATCH, false, false)
                .of(List.of(new double[] {0, 0}, new double[] {2, 2}));
        assertThat(advantages.get(0)).containsExactly(-1, -1);
        assertThat(advantages.get(1)).containsExactly(1, 1);
    }

    @Test
    void equalRewardsGiveExactZeros() {
        assertThat(of(false, true, 0.1 + 0.2, 0.3, 0.3)).containsExactly(0, 0, 0);
    }

    @Test
    void groupOfOneIsRefused() {
        assertThatThrownBy(() -> of(false, true, 0.5))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("group of 1");
    }

    @Test
    void rewardThatIsNoNumberIsRefused() {
        assertThatThrownBy(() -> of(false, true, 0.5, Double.NaN)).hasMessageContaining("NaN");
    }
}
