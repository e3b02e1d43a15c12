package dev.autodidact.web;

import static dev.autodidact.web.Pupil.row;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.autodidact.agent.ScriptedTraining;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Teaching the same again, or another answer, and taking that back. */
@QuarkusTest
class RepeatedTeachingTest {

    private static final int WAIT_MS = 60_000;

    @Inject
    ScriptedTraining training;

    private final NumberedFacts facts = new NumberedFacts();

    @Test
    void aDuplicateIsNotTrainedAndSaysSo() {
        Pupil pupil = Pupil.make();
        facts.learn(pupil, 1);
        String version = pupil.adapter();
        int trained = training.jobs().size();
        pupil.teach("again", List.of(row("  " + facts.q(1).toUpperCase(java.util.Locale.ROOT) + "?", "a1")), WAIT_MS)
                .statusCode(200)
                .body("state", equalTo("published"))
                .body("adapter", equalTo(version))
                .body("reason", containsString("duplicate"))
                .body("receipt.verdict", equalTo("duplicate"));
        assertThat(training.jobs()).hasSize(trained);
        assertThat(pupil.adapter()).isEqualTo(version);
    }

    @Test
    void aDuplicateStandsInWhereItsOriginalIsTakenBack() {
        Pupil never = Pupil.make();
        Pupil once = Pupil.make();
        for (int i : new int[] {2, 1, 3}) {
            facts.learn(never, i);
        }
        String original = facts.learn(once, 1);
        facts.learn(once, 2);
        String duplicate = facts.learn(once, 1);
        facts.learn(once, 3);
        once.retract(original, WAIT_MS).body("state", equalTo("published"));
        assertThat(once.adapter()).isEqualTo(never.adapter());
        assertThat(once.item(duplicate)).containsEntry("state", "learned").containsEntry("inWeights", true);

        once.retract(duplicate, WAIT_MS).body("state", equalTo("published"));
        Pupil neither = Pupil.make();
        facts.learn(neither, 2);
        facts.learn(neither, 3);
        assertThat(once.adapter()).isEqualTo(neither.adapter());
    }

    @Test
    void takingADuplicateBackNeedsNoTraining() {
        Pupil pupil = Pupil.make();
        String original = facts.learn(pupil, 1);
        String duplicate = facts.learn(pupil, 1);
        String version = pupil.adapter();
        pupil.retract(duplicate, 0).statusCode(200).body("adapter", equalTo(version));
        assertThat(pupil.adapter()).isEqualTo(version);
        assertThat(pupil.state(duplicate)).isEqualTo("retracted");
        assertThat(pupil.state(original)).isEqualTo("learned");
    }

    @Test
    void aLaterAnswerSupersedesAnEarlierOneUntilItIsTakenBack() {
        Pupil pupil = Pupil.make();
        String earlier = pupil.learn(facts.q(1), "8");
        String later = pupil.teach("new", List.of(row(facts.q(1), "9")), WAIT_MS)
                .body("state", equalTo("published"))
                .body("reason", equalTo("item 1 is superseded"))
                .body("receipt.supersedes", equalTo("item 1 is superseded"))
                .extract()
                .path("item");
        assertThat(pupil.state(earlier)).isEqualTo("superseded");
        pupil.retract(later, WAIT_MS).statusCode(200);
        assertThat(pupil.state(earlier)).isEqualTo("learned");
    }

    @Test
    void anItemOfWhichSomeAnswersStillCountIsNotSuperseded() {
        Pupil pupil = Pupil.make();
        String earlier = pupil.teach("two", List.of(row(facts.q(1), "8"), row(facts.q(2), "x")), WAIT_MS)
                .extract()
                .path("item");
        pupil.teach("one", List.of(row(facts.q(1), "9")), WAIT_MS)
                .body("reason", equalTo("item 1: 1 of 2 answers is replaced"));
        assertThat(pupil.state(earlier)).isEqualTo("learned");
        pupil.learn(facts.q(2), "y");
        assertThat(pupil.state(earlier)).isEqualTo("superseded");
    }

    @Test
    void whatIsSaidOtherwiseInOtherWordsIsSupersededUntilThatIsTakenBack() {
        Pupil pupil = Pupil.make();
        String statement = pupil.teach("plain", List.of(Map.of("text", "It is eight.")), WAIT_MS)
                .extract()
                .path("item");
        String later = pupil.teach("replaces all", List.of(row(facts.q(1), "9")), WAIT_MS)
                .body("receipt.supersedes", equalTo("item 1 is superseded"))
                .extract()
                .path("item");
        assertThat(pupil.state(statement)).isEqualTo("superseded");
        facts.learn(pupil, 2);
        assertThat(pupil.state(statement)).isEqualTo("superseded");
        String first = facts.learn(pupil, 3);
        pupil.retract(first, WAIT_MS).statusCode(200);
        assertThat(pupil.state(statement)).isEqualTo("superseded");
        pupil.retract(later, WAIT_MS).statusCode(200);
        assertThat(pupil.state(statement)).isEqualTo("learned");
    }

    @Test
    void theWordOfAPersonDoesNotReplaceThatOfTheOperatorInWhateverWords() {
        Pupil pupil = Pupil.make();
        String statement = pupil.teach("plain", List.of(Map.of("text", "It is eight.")), WAIT_MS)
                .extract()
                .path("item");
        String version = pupil.adapter();
        given().contentType("application/json")
                .body(Map.of(
                        "rows",
                        List.of(row(facts.q(1), "9")),
                        "topic",
                        "replaces all",
                        "origin",
                        "user",
                        "wait_ms",
                        WAIT_MS))
                .post("/api/agents/" + pupil.id() + "/learn")
                .then()
                .body("state", equalTo("rejected"))
                .body("reason", containsString("says \"It is eight.\"; the word of operator stands"));
        assertThat(pupil.adapter()).isEqualTo(version);
        assertThat(pupil.state(statement)).isEqualTo("learned");
    }

    @Test
    void aSupersededItemStaysPartOfTheHistoryThatIsTrainedAgain() {
        Pupil never = Pupil.make();
        Pupil once = Pupil.make();
        String first = facts.learn(once, 1);
        for (Pupil pupil : List.of(never, once)) {
            pupil.learn(facts.q(2), "8");
            pupil.learn(facts.q(2), "9");
        }
        once.retract(first, WAIT_MS).statusCode(200);
        assertThat(once.adapter()).isEqualTo(never.adapter());
    }
}
