package dev.autodidact.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SearchBreadthTest {

    private static final int WANTED = 50;

    @Test
    void aSmallPieceNeedsLittle() {
        assertThat(SearchBreadth.of(0, 0, 0, WANTED)).isEqualTo(SearchBreadth.LEAST);
        assertThat(SearchBreadth.of(100, 100, 1_000_000, WANTED)).isEqualTo(SearchBreadth.LEAST);
        assertThat(SearchBreadth.of(10_000, 10_000, 10_000, WANTED)).isEqualTo(WANTED);
        assertThat(SearchBreadth.of(36_000, 36_000, 100_000, WANTED)).isBetween(60, 75);
        assertThat(SearchBreadth.of(30_000, 30_000, 300_000, WANTED)).isBetween(48, 60);
    }

    @Test
    void oneLargePieceNeedsMuch() {
        assertThat(SearchBreadth.of(40_000, 40_000, 40_000, WANTED)).isBetween(105, 120);
        assertThat(SearchBreadth.of(100_000, 100_000, 100_000, WANTED)).isBetween(310, 350);
        assertThat(SearchBreadth.of(100_000_000, 100_000_000, 100_000_000, WANTED))
                .isEqualTo(SearchBreadth.MOST);
    }

    @Test
    void whatIsWantedIsFoundInOnePiece() {
        assertThat(SearchBreadth.of(500, 500, 500, 300)).isEqualTo(300);
        assertThat(SearchBreadth.of(250, 250, 500, 300)).isEqualTo(150);
        assertThat(SearchBreadth.of(10_000_000, 10_000_000, 10_000_000, 3_000)).isEqualTo(3_000);
    }

    @Test
    void othersInTheSamePieceTakeSomeMore() {
        assertThat(SearchBreadth.of(50_000, 100_000, 50_000, WANTED)).isBetween(160, 175);
    }

    @Test
    void itGrowsWithThePiece() {
        int before = 0;
        for (int own = 10_000; own <= 1_000_000; own += 10_000) {
            int breadth = SearchBreadth.of(own, own, 1_000_000, WANTED);
            assertThat(breadth).isGreaterThanOrEqualTo(before);
            before = breadth;
        }
    }
}
