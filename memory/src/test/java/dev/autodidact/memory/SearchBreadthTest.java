package dev.autodidact.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SearchBreadthTest {

    @Test
    void aSmallPieceNeedsLittle() {
        assertThat(SearchBreadth.of(0, 0, 10)).isEqualTo(SearchBreadth.LEAST);
        assertThat(SearchBreadth.of(100, 1_000_000, 10)).isEqualTo(SearchBreadth.LEAST);
    }
}
