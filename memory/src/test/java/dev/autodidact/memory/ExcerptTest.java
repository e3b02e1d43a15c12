package dev.autodidact.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ExcerptTest {

    @Test
    void aShortTextStaysAndALongOneIsCutBetweenCharacters() {
        assertThat(Excerpt.of("short")).isEqualTo("short");
        assertThat(Excerpt.of(null)).isEmpty();
        assertThat(Excerpt.of("x".repeat(120))).hasSize(120);
        assertThat(Excerpt.of("x".repeat(121))).isEqualTo("x".repeat(120) + "…");
        assertThat(Excerpt.of("abc", 2)).isEqualTo("ab…");
        assertThat(Excerpt.of("a😀b", 2)).isEqualTo("a…");
    }
}
