package dev.autodidact.web;

import static dev.autodidact.web.Pupil.row;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.autodidact.agent.ScriptedTraining;
import dev.autodidact.sft.AdapterStore;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

@QuarkusTest
class RetractApiTest {

    private static final int WAIT_MS = 60_000;

    @Inject
    ScriptedTraining training;

    @Inject
    AdapterStore store;

    /** Questions of one test: equal rows of two tests would make equal versions. */
    private final String mark = UUID.randomUUID().toString();

    private String q(int i) {
        return mark + " " + i;
    }

    private String learn(Pupil pupil, int i) {
        return pupil.learn(q(i), "a" + i);
    }

    private String begin(Pupil pupil, String topic, int i) {
        return pupil.teach(topic, List.of(row(q(i), "a" + i)), 0)
                .statusCode(202)
                .extract()
                .path("ticket");
    }

    @Test
    void theVersionAfterARetractionIsThatOfARunThatNeverSawTheItem() {
        Pupil never = Pupil.make();
        Pupil once = Pupil.make();
        for (int i : new int[] {1, 2, 4, 5}) {
            learn(never, i);
        }
        learn(once, 1);
        String kept = once.adapter();
        learn(once, 2);
        String third = learn(once, 3);
        learn(once, 4);
        String last = learn(once, 5);
        assertThat(once.adapter()).isNotEqualTo(never.adapter());

        once.retract(third, WAIT_MS)
                .statusCode(200)
                .body("kind", equalTo("rebuild"))
                .body("state", equalTo("published"))
                .body("item", equalTo(third))
                .body("adapter", equalTo(never.adapter()))
                .body("receipt.itemsTrainedAgain", equalTo(2))
                .body("receipt.versionsErased", equalTo(3));
        assertThat(once.adapter()).isEqualTo(never.adapter());
        assertThat(once.versions())
                .containsExactlyInAnyOrderElementsOf(never.versions())
                .contains(kept);
        assertThat(once.item(last)).containsEntry("state", "learned").containsEntry("inWeights", true);
    }

    @Test
    void whatCameBeforeAConsolidationIsTrainedAtOnce() {
        Pupil never = Pupil.make();
        Pupil neither = Pupil.make();
        Pupil once = Pupil.make();
        training.consolidateAt(4);
        try {
            for (int i : new int[] {1, 3, 4, 5, 6}) {
                learn(never, i);
            }
            for (int i : new int[] {1, 4, 5, 6}) {
                learn(neither, i);
            }
            learn(once, 1);
            String second = learn(once, 2);
            String third = learn(once, 3);
            String fourth = learn(once, 4);
            learn(once, 5);
            learn(once, 6);
            once.retract(second, WAIT_MS)
                    .statusCode(200)
                    .body("adapter", equalTo(never.adapter()))
                    .body("receipt.itemsTriedAgain", equalTo(4))
                    .body("receipt.itemsTrainedAgain", equalTo(2));
            assertThat(once.item(third)).containsEntry("state", "learned").containsEntry("inWeights", true);
            once.retract(third, WAIT_MS).statusCode(200).body("adapter", equalTo(neither.adapter()));
            assertThat(once.item(third)).containsEntry("state", "retracted").containsEntry("inWeights", false);
            assertThat(once.item(fourth)).containsEntry("state", "learned").containsEntry("inWeights", true);
        } finally {
            training.consolidateAt(0);
        }
    }

    @Test
    void whereOneTrainingCannotHoldThemEachIsTrainedOnTheOneBefore() {
        Pupil never = Pupil.make();
        Pupil once = Pupil.make();
        training.consolidateAt(3);
        try {
            learn(never, 1);
            learn(never, 3);
            learn(once, 1);
            String second = learn(once, 2);
            learn(once, 3);
            once.teach("too many", List.of(row(q(4), "a4")), WAIT_MS).statusCode(200);
            once.retract(second, WAIT_MS)
                    .statusCode(200)
                    .body("state", equalTo("published"))
                    .body("receipt.itemsTrainedAgain", equalTo(2));
            assertThat(once.versions()).contains(never.adapter());
        } finally {
            training.consolidateAt(0);
        }
    }

    @Test
    void nothingOfARetractedItemIsLeftButItsSkeleton() {
        Pupil pupil = Pupil.make();
        String first = learn(pupil, 1);
        String firstVersion = pupil.adapter();
        learn(pupil, 2);
        String secondVersion = pupil.adapter();
        pupil.retract(first, WAIT_MS).statusCode(200);

        assertThat(pupil.item(first))
                .containsEntry("state", "retracted")
                .containsEntry("rows", List.of())
                .containsEntry("source", null)
                .containsEntry("topic", null)
                .containsEntry("adapter", null)
                .containsEntry("inWeights", false);
        assertThat(when().get("/api/agents/" + pupil.id() + "/ledger").asString())
                .doesNotContain(q(1));
        assertThat(pupil.erased()).containsExactlyInAnyOrder(firstVersion, secondVersion);
        for (String version : pupil.erased()) {
            assertGone(version);
            pupil.activate(version).statusCode(409).body("error.code", equalTo("version_erased"));
            when().get("/api/admin/adapters/" + version + "?agent=" + pupil.id())
                    .then()
                    .statusCode(200)
                    .body("receipt", equalTo(null))
                    .body("curve", equalTo(null))
                    .body("erased", org.hamcrest.Matchers.notNullValue());
        }
        pupil.rollBack();
        assertThat(pupil.adapter()).isNull();
    }

    /** The worker deletes files right after the publication. */
    private void assertGone(String version) {
        for (int i = 0; i < 2_000 && store.path(version).toFile().exists(); i++) {
            when().get("/q/health");
        }
        assertThat(store.path(version)).doesNotExist();
    }

    @Test
    void bytesThatAnotherAgentAnswersWithStay() {
        Pupil one = Pupil.make();
        Pupil other = Pupil.make();
        String item = learn(one, 1);
        learn(other, 1);
        String version = one.adapter();
        assertThat(other.adapter()).isEqualTo(version);
        one.retract(item, WAIT_MS).statusCode(200);
        String second = learn(one, 2);
        one.retract(second, WAIT_MS).statusCode(200);
        assertThat(one.adapter()).isNull();
        assertThat(store.path(version)).exists();
        one.activate(version).statusCode(409);
        other.activate(version).statusCode(200);
    }

    @Test
    void whatWasRefusedBesideTheRetractedItemIsTriedAgain() {
        Pupil never = Pupil.make();
        Pupil once = Pupil.make();
        learn(never, 1);
        never.teach("reject after " + q(2), List.of(row(q(3), "a3")), WAIT_MS).body("state", equalTo("published"));
        learn(never, 4);

        learn(once, 1);
        String second = learn(once, 2);
        String refused = once.teach("reject after " + q(2), List.of(row(q(3), "a3")), WAIT_MS)
                .body("state", equalTo("rejected"))
                .extract()
                .path("item");
        learn(once, 4);
        once.retract(second, WAIT_MS).body("state", equalTo("published"));
        assertThat(once.adapter()).isEqualTo(never.adapter());
        assertThat(once.state(refused)).isEqualTo("learned");
    }

    @Test
    void aDuplicateIsNotTrainedAndSaysSo() {
        Pupil pupil = Pupil.make();
        learn(pupil, 1);
        String version = pupil.adapter();
        int trained = training.jobs().size();
        pupil.teach("again", List.of(row("  " + q(1).toUpperCase(java.util.Locale.ROOT) + "?", "a1")), WAIT_MS)
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
            learn(never, i);
        }
        String original = learn(once, 1);
        learn(once, 2);
        String duplicate = learn(once, 1);
        learn(once, 3);
        once.retract(original, WAIT_MS).body("state", equalTo("published"));
        assertThat(once.adapter()).isEqualTo(never.adapter());
        assertThat(once.item(duplicate)).containsEntry("state", "learned").containsEntry("inWeights", true);

        once.retract(duplicate, WAIT_MS).body("state", equalTo("published"));
        Pupil neither = Pupil.make();
        learn(neither, 2);
        learn(neither, 3);
        assertThat(once.adapter()).isEqualTo(neither.adapter());
    }

    @Test
    void takingADuplicateBackNeedsNoTraining() {
        Pupil pupil = Pupil.make();
        String original = learn(pupil, 1);
        String duplicate = learn(pupil, 1);
        String version = pupil.adapter();
        pupil.retract(duplicate, 0).statusCode(200).body("adapter", equalTo(version));
        assertThat(pupil.adapter()).isEqualTo(version);
        assertThat(pupil.state(duplicate)).isEqualTo("retracted");
        assertThat(pupil.state(original)).isEqualTo("learned");
    }

    @Test
    void aLaterAnswerSupersedesAnEarlierOneUntilItIsTakenBack() {
        Pupil pupil = Pupil.make();
        String earlier = pupil.learn(q(1), "8");
        String later = pupil.teach("new", List.of(row(q(1), "9")), WAIT_MS)
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
        String earlier = pupil.teach("two", List.of(row(q(1), "8"), row(q(2), "x")), WAIT_MS)
                .extract()
                .path("item");
        pupil.teach("one", List.of(row(q(1), "9")), WAIT_MS)
                .body("reason", equalTo("item 1: 1 of 2 answers is replaced"));
        assertThat(pupil.state(earlier)).isEqualTo("learned");
        pupil.learn(q(2), "y");
        assertThat(pupil.state(earlier)).isEqualTo("superseded");
    }

    @Test
    void aSupersededItemStaysPartOfTheHistoryThatIsTrainedAgain() {
        Pupil never = Pupil.make();
        Pupil once = Pupil.make();
        String first = learn(once, 1);
        for (Pupil pupil : List.of(never, once)) {
            pupil.learn(q(2), "8");
            pupil.learn(q(2), "9");
        }
        once.retract(first, WAIT_MS).statusCode(200);
        assertThat(once.adapter()).isEqualTo(never.adapter());
    }

    @Test
    void takingBackTwiceGivesTheSameTicket() {
        Pupil pupil = Pupil.make();
        String first = learn(pupil, 1);
        String held = begin(pupil, "hold", 2);
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
        learn(never, 2);
        learn(never, 3);
        String first = learn(once, 1);
        learn(once, 2);
        String held = begin(once, "hold", 3);
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
        learn(pupil, 1);
        String before = pupil.adapter();
        String held = begin(pupil, "hold", 2);
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
        learn(never, 2);
        String first = learn(once, 1);
        learn(once, 2);
        String third = learn(once, 3);
        String held = begin(Pupil.make(), "hold", 9);
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
        String refused = pupil.teach("reject", List.of(row(q(1), "a")), WAIT_MS)
                .extract()
                .path("item");
        String broken =
                pupil.teach("break", List.of(row(q(2), "a")), WAIT_MS).extract().path("item");
        String held = begin(pupil, "hold", 3);
        Pupil.await(held, "training");
        String queued = begin(pupil, "plain", 4);
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
    void aVersionThatWasRolledBackIsErasedToo() {
        Pupil pupil = Pupil.make();
        learn(pupil, 1);
        String kept = pupil.adapter();
        String second = learn(pupil, 2);
        String version = pupil.adapter();
        pupil.rollBack();
        pupil.retract(second, WAIT_MS).statusCode(200).body("adapter", equalTo(kept));
        assertThat(pupil.adapter()).isEqualTo(kept);
        pupil.activate(version).statusCode(409);
        assertGone(version);
    }

    @Test
    void aSwitchOfTheVersionDuringARebuildStartsItAgain() {
        Pupil pupil = Pupil.make();
        String first = learn(pupil, 1);
        String firstVersion = pupil.adapter();
        String held = begin(pupil, "hold", 2);
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

    @Test
    void aRebuildThatBreaksLeavesAllAsItWasAndCanBeTriedAgain() {
        Pupil pupil = Pupil.make();
        String first = learn(pupil, 1);
        learn(pupil, 2);
        pupil.teach("break without " + q(1), List.of(row(q(3), "a3")), WAIT_MS).body("state", equalTo("published"));
        String version = pupil.adapter();
        String ticket = pupil.retract(first, WAIT_MS)
                .statusCode(200)
                .body("state", equalTo("failed"))
                .body("reason", containsString("on purpose"))
                .extract()
                .path("ticket");
        assertThat(pupil.adapter()).isEqualTo(version);
        assertThat(pupil.item(first)).containsEntry("state", "learned").containsEntry("inWeights", true);
        assertThat(pupil.erased()).isEmpty();
        pupil.activate(version).statusCode(200);
        String again = pupil.retract(first, WAIT_MS).extract().path("ticket");
        assertThat(again).isNotEqualTo(ticket);
    }

    @Test
    void anItemThatIsNotInTheAgentsLedgerIsNotFound() {
        Pupil pupil = Pupil.make();
        String foreign = learn(Pupil.make(), 1);
        for (String item : List.of(foreign, UUID.randomUUID().toString(), "nonsense")) {
            pupil.retract(item, 0).statusCode(404).body("error.code", equalTo("item_not_found"));
        }
        new Pupil("nobody-" + UUID.randomUUID())
                .retract(foreign, 0)
                .statusCode(404)
                .body("error.code", equalTo("agent_not_found"));
        String own = learn(pupil, 2);
        pupil.retract(own, -1).statusCode(400).body("error.param", equalTo("wait_ms"));
        assertThat(pupil.state(own)).isEqualTo("learned");
        Map<String, Object> other = pupil.item(own);
        assertThat(other).containsEntry("inWeights", true);
    }
}
