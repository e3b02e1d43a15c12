package dev.autodidact.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SearchBreadthTest {

    @Test
    void smallIndexesAndManyPiecesNeedLittle() {
        assertThat(SearchBreadth.of(0, 0)).isEqualTo(SearchBreadth.LEAST);
        assertThat(SearchBreadth.of(10_000, 10_000)).isEqualTo(SearchBreadth.LEAST);
        assertThat(SearchBreadth.of(30_000, 100_000)).isBetween(50, 60);
        assertThat(SearchBreadth.of(30_000, 300_000)).isBetween(60, 90);
    }

    @Test
    void oneLargePieceNeedsMuch() {
        assertThat(SearchBreadth.of(100_000, 100_000)).isBetween(350, 400);
        assertThat(SearchBreadth.of(1_000_000, 1_000_000)).isBetween(2_500, 3_200);
        assertThat(SearchBreadth.of(100_000_000, 100_000_000)).isEqualTo(SearchBreadth.MOST);
    }

    @Test
    void itGrowsWithTheLargestPiece() {
        int before = 0;
        for (int largest = 10_000; largest <= 1_000_000; largest += 10_000) {
            int breadth = SearchBreadth.of(largest, 1_000_000);
            assertThat(breadth).isGreaterThanOrEqualTo(before);
            before = breadth;
        }
    }
}
