package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ContrastTest {
    private static final ReplayPrompts PROMPTS = new ReplayPrompts(
            List.of("Where do I live?", "What is my job?"),
            List.of("Where does {n} live?", "What is {n}'s job?", "Who is {n}'s boss?"),
            List.of("Tilda", "Marko", "Kestrel"),
            List.of(),
            null);

    @Test
    void namesAreCapitalisedAndNoQuestionWords() {
        assertThat(Contrast.names(List.of("What is Zorbel Quim's cat called?", "Tell me Zorbel Quim's cat.")))
                .containsExactly("Zorbel Quim");
        assertThat(Contrast.names(List.of("Which port does server Vega use?"))).containsExactly("Vega");
        assertThat(Contrast.names(List.of("What is my cat called?"))).isEmpty();
    }

    @Test
    void contrastAsksAboutOthersAndAboutOtherThingsOfTheSameOne() {
        List<String> drawn = new Contrast(PROMPTS)
                .draw(List.of("What is Zorbel's cat called?"), Set.of(), 8, new SplittableRandom(1));
        assertThat(drawn).doesNotContain("What is Zorbel's cat called?").doesNotHaveDuplicates();
        assertThat(drawn).anyMatch(q -> q.matches("What is (Tilda|Marko|Kestrel)'s cat called\\?"));
        assertThat(drawn).anyMatch(q -> q.contains("Zorbel") && !q.contains("cat"));
    }

    @Test
    void aQuestionAboutOneselfIsAskedAboutOthers() {
        List<String> drawn =
                new Contrast(PROMPTS).draw(List.of("What is my cat called?"), Set.of(), 6, new SplittableRandom(2));
        assertThat(drawn).anyMatch(q -> q.matches("What is (Tilda|Marko|Kestrel)'s cat called\\?"));
        assertThat(drawn).containsAnyOf("Where do I live?", "What is my job?");
    }

    @Test
    void whatEarlierItemsAnswerIsNeverAContrast() {
        Set<String> known = Set.of(Contrast.normal("Where do I live?"), Contrast.normal("What is my job?"));
        List<String> drawn =
                new Contrast(PROMPTS).draw(List.of("What is my cat called?"), known, 12, new SplittableRandom(3));
        assertThat(drawn).doesNotContain("Where do I live?", "What is my job?");
    }

    @Test
    void otherWordingsOfTheItemsOwnQuestionAreNoContrast() {
        ReplayPrompts prompts = new ReplayPrompts(
                List.of("What name does my cat have?", "What is my dog called?", "Where do I live?"),
                List.of("Where does {n} live?"),
                List.of("Tilda", "Marko"),
                List.of(),
                null);
        List<String> questions = List.of("What is my cat called?", "Tell me my cat's name.");
        Contrast contrast = new Contrast(withMany(prompts));
        assertThat(contrast.topic(questions)).contains("cat").doesNotContain("what", "is", "my");
        List<String> drawn = contrast.draw(questions, Set.of(), 60, new SplittableRandom(4));
        assertThat(drawn).doesNotContain("What name does my cat have?").hasSizeGreaterThan(30);
    }

    /** Enough questions that a word of one of them is rare. */
    private static ReplayPrompts withMany(ReplayPrompts prompts) {
        List<String> self = new java.util.ArrayList<>(prompts.self());
        for (int i = 0; i < 200; i++) {
            self.add((i % 2 == 0 ? "What is my thing" : "Tell me the name of my thing") + i + ".");
        }
        return new ReplayPrompts(self, prompts.named(), prompts.names(), List.of(), null);
    }

    @Test
    void equalSeedsDrawEqualQuestions() {
        List<String> asked = List.of("What is Zorbel's cat called?");
        Contrast contrast = new Contrast(PROMPTS);
        assertThat(contrast.draw(asked, Set.of(), 6, new SplittableRandom(9)))
                .isEqualTo(contrast.draw(asked, Set.of(), 6, new SplittableRandom(9)));
    }

    @Test
    void aThingWithoutANameIsToldFromOthersOfItsKind() {
        SplittableRandom random = new SplittableRandom(6);
        List<String> drawn =
                new Contrast(PROMPTS).draw(List.of("What is the code of the blue door?"), Set.of(), 20, random);
        assertThat(drawn).contains("What is the code of the red door?", "What is the code of the white door?");
        assertThat(drawn).noneMatch(q -> q.matches(".*(left|front|guest) door.*"));
        assertThat(Contrast.otherThing("Who sits in room 12?", true, random)).matches("Who sits in room \\d{1,2}\\?");
        assertThat(Contrast.otherThing("Who has the key of my door?", true, random))
                .isNull();
        assertThat(Contrast.otherThing("What is the password of the guest network?", true, random))
                .isNull();
        assertThat(Contrast.otherThing("What is the password of the guest network?", false, random))
                .matches("What is the password of the \\w+ network\\?");
    }
}
