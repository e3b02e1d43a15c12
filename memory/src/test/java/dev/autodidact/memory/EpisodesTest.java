package dev.autodidact.memory;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EpisodesTest {

    @Test
    void statementsAreKeptAndQuestionsAreNot() {
        assertThat(Episodes.of("My cat is called Zimt. What is my cat called?"))
                .containsExactly("My cat is called Zimt.");
        assertThat(Episodes.of("what is the wifi password")).isEmpty();
        assertThat(Episodes.of("Please tell me the wifi password.")).isEmpty();
        assertThat(Episodes.of("And where's the key")).isEmpty();
        assertThat(Episodes.of("Hello!")).isEmpty();
        assertThat(Episodes.of("Remember that the key lies under the mat."))
                .containsExactly("Remember that the key lies under the mat.");
    }

    @Test
    void longTextsAreCutAtSentencesAndNothingIsLost() {
        String said = "The code of door one is 1111. ".repeat(40).strip();
        assertThat(Episodes.of(said)).allMatch(text -> text.length() <= Episodes.MAX_CHARS && text.endsWith("1111."));
        assertThat(String.join(" ", Episodes.of(said))).isEqualTo(said);
        assertThat(String.join("", Episodes.of("x".repeat(1_000)))).isEqualTo("x".repeat(1_000));
        assertThat(String.join("", Episodes.of("🦊".repeat(300)))).doesNotContain("�");
    }

    @Test
    void whatIsNoTextIsLeftOut() {
        assertThat(Episodes.of("The code is 1234\u0000 and \uD800 more."))
                .allMatch(text -> text.chars().noneMatch(c -> c < 32));
    }
}
