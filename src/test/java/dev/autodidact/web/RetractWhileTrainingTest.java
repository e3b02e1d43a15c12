package dev.autodidact.web;

import static dev.autodidact.web.Pupil.row;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.autodidact.agent.ScriptedTraining;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Taking back while something is being trained. */
@QuarkusTest
class RetractWhileTrainingTest {

    private static final int WAIT_MS = 60_000;

    @Inject
    ScriptedTraining training;

    private final NumberedFacts facts = new NumberedFacts();

    @Test
    void takingBackTwiceGivesTheSameTicket() {
        Pupil pupil = Pupil.make();
        String first = facts.learn(pupil, 1);
        String held = facts.begin(pupil, "hold", 2);
        Pupil.await(held, "training");
        String ticket = pupil.retract(first, 0)
                .statusCode(202)
                .body("state", equalTo("queued"))
                .extract()
                .path("ticket");
        pupil.retract(first, 0).statusCode(202).body("ticket", equalTo(ticket));
        assertThat(pupil.state(first)).isEqualTo("retracting");
        training.letGo(2);
        Pupil.await(ticket, "published");
        pupil.retract(first, 0).statusCode(200).body("ticket", equalTo(ticket)).body("state", equalTo("published"));
    }

    @Test
    void aRetractionDuringATrainingEndsAsIfItHadComeAfter() {
        Pupil never = Pupil.make();
        Pupil once = Pupil.make();
        facts.learn(never, 2);
        facts.learn(never, 3);
        String first = facts.learn(once, 1);
        facts.learn(once, 2);
        String held = facts.begin(once, "hold", 3);
        Pupil.await(held, "training");
        String ticket = once.retract(first, 0).statusCode(202).extract().path("ticket");
        training.letGo(1);
        Pupil.await(held, "published");
        training.letGo(1);
        Pupil.await(ticket, "published");
        assertThat(once.adapter()).isEqualTo(never.adapter());
    }

    @Test
    void anItemInTrainingIsTakenBackAfterIt() {
        Pupil pupil = Pupil.make();
        facts.learn(pupil, 1);
        String before = pupil.adapter();
        String held = facts.begin(pupil, "hold", 2);
        Pupil.await(held, "training");
        String item = when().get("/api/learning/" + held).path("item");
        String ticket = pupil.retract(item, 0).statusCode(202).extract().path("ticket");
        training.letGo(1);
        Pupil.await(ticket, "published");
        assertThat(pupil.adapter()).isEqualTo(before);
        assertThat(pupil.state(item)).isEqualTo("retracted");
    }

    @Test
    void twoItemsTakenBackAtOnceNeedOneRebuild() {
        Pupil never = Pupil.make();
        Pupil once = Pupil.make();
        facts.learn(never, 2);
        String first = facts.learn(once, 1);
        facts.learn(once, 2);
        String third = facts.learn(once, 3);
        String held = facts.begin(Pupil.make(), "hold", 9);
        Pupil.await(held, "training");
        String one = once.retract(first, 0).statusCode(202).extract().path("ticket");
        String two = once.retract(third, 0).statusCode(202).extract().path("ticket");
        training.letGo(1);
        Pupil.await(one, "published");
        Pupil.await(two, "published");
        assertThat(once.adapter()).isEqualTo(never.adapter());
        when().get("/api/learning/" + one).then().body("receipt.itemsTakenBack", equalTo(2));
        when().get("/api/learning/" + two).then().body("receipt.itemsTriedAgain", equalTo(0));
    }

    @Test
    void whatWasNeverLearnedIsWipedAtOnce() {
        Pupil pupil = Pupil.make();
        String refused = pupil.teach("reject", List.of(row(facts.q(1), "a")), WAIT_MS)
                .extract()
                .path("item");
        String broken = pupil.teach("break", List.of(row(facts.q(2), "a")), WAIT_MS)
                .extract()
                .path("item");
        String held = facts.begin(pupil, "hold", 3);
        Pupil.await(held, "training");
        String queued = facts.begin(pupil, "plain", 4);
        String waiting = when().get("/api/learning/" + queued).path("item");
        for (String item : List.of(refused, broken, waiting)) {
            pupil.retract(item, 0).statusCode(200).body("state", equalTo("published"));
            assertThat(pupil.item(item)).containsEntry("state", "retracted").containsEntry("rows", List.of());
        }
        when().get("/api/learning/" + queued)
                .then()
                .body("state", equalTo("rejected"))
                .body("reason", containsString("taken back"));
        training.letGo(1);
        Pupil.await(held, "published");
    }

    @Test
    void aSwitchOfTheVersionDuringARebuildStartsItAgain() {
        Pupil pupil = Pupil.make();
        String first = facts.learn(pupil, 1);
        String firstVersion = pupil.adapter();
        String held = facts.begin(pupil, "hold", 2);
        training.letGo(1);
        Pupil.await(held, "published");
        String ticket = pupil.retract(first, 0).extract().path("ticket");
        Pupil.await(ticket, "training");
        pupil.activate(firstVersion).statusCode(200);
        training.letGo(1);
        Pupil.await(ticket, "published");
        when().get("/api/learning/" + ticket).then().body("attempt", equalTo(2));
        assertThat(pupil.adapter()).isNull();
        assertThat(pupil.state(first)).isEqualTo("retracted");
    }
}
