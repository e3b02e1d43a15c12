package dev.autodidact.seed;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PhrasingTest {

    private static final Relation CAT = new Relation(
            "cat_name",
            "pets",
            List.of("self", "person"),
            "petname",
            "",
            List.of("{S} {have} a cat and {S's2} cat is called {v}"),
            List.of("what {do} {S} call {S's2} cat"),
            List.of(),
            List.of());

    @Test
    void theUserIsIAndTheAssistantSaysYou() {
        Fact mine = new Fact(CAT, new Entity.Self(), "Mimi");
        assertThat(mine.plain()).isEqualTo("I have a cat and my cat is called Mimi");
        assertThat(mine.echo()).isEqualTo("you have a cat and your cat is called Mimi");
        assertThat(mine.question(0)).isEqualTo("What do I call my cat?");
    }

    @Test
    void othersTakeTheThirdPerson() {
        Fact hers = new Fact(CAT, new Entity.Person("Alice", "her"), "Mimi");
        assertThat(hers.plain()).isEqualTo("Alice has a cat and her cat is called Mimi");
        assertThat(hers.question(0)).isEqualTo("What does Alice call her cat?");
        Fact kin = new Fact(CAT, new Entity.Relative("brother", "his"), "Mimi");
        assertThat(kin.echo()).isEqualTo("your brother has a cat and his cat is called Mimi");
    }

    @Test
    void verbsInflect() {
        assertThat(List.of("live", "study", "go", "teach", "play", "have", "do", "pass", "fix"))
                .map(Phrasing::thirdPerson)
                .containsExactly("lives", "studies", "goes", "teaches", "plays", "has", "does", "passes", "fixes");
    }

    @Test
    void anArticleFollowsItsValue() {
        Relation job = new Relation(
                "job",
                "work",
                List.of("self"),
                "jobtitle",
                "",
                List.of("{S} {work} as a {v}"),
                List.of("x"),
                List.of(),
                List.of());
        assertThat(new Fact(job, new Entity.Self(), "engineer").plain()).isEqualTo("I work as an engineer");
        assertThat(new Fact(job, new Entity.Self(), "baker").plain()).isEqualTo("I work as a baker");
    }

    @Test
    void valuesKeepTheirCaseAtTheStart() {
        Relation password = new Relation(
                "p",
                "g",
                List.of("none"),
                "password",
                "",
                List.of("{v} is the password"),
                List.of("the password"),
                List.of(),
                List.of());
        Fact fact = new Fact(password, new Entity.None(), "b4nana");
        assertThat(fact.tell(0)).isEqualTo("b4nana is the password");
        assertThat(fact.question(0)).isEqualTo("The password?");
    }
}
