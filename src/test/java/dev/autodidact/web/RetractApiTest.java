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

    private final NumberedFacts facts = new NumberedFacts();

    @Test
    void theVersionAfterARetractionIsThatOfARunThatNeverSawTheItem() {
        Pupil never = Pupil.make();
        Pupil once = Pupil.make();
        for (int i : new int[] {1, 2, 4, 5}) {
            facts.learn(never, i);
        }
        facts.learn(once, 1);
        String kept = once.adapter();
        facts.learn(once, 2);
        String third = facts.learn(once, 3);
        facts.learn(once, 4);
        String last = facts.learn(once, 5);
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
                facts.learn(never, i);
            }
            for (int i : new int[] {1, 4, 5, 6}) {
                facts.learn(neither, i);
            }
            facts.learn(once, 1);
            String second = facts.learn(once, 2);
            String third = facts.learn(once, 3);
            String fourth = facts.learn(once, 4);
            facts.learn(once, 5);
            facts.learn(once, 6);
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
            facts.learn(never, 1);
            facts.learn(never, 3);
            facts.learn(once, 1);
            String second = facts.learn(once, 2);
            facts.learn(once, 3);
            once.teach("too many", List.of(row(facts.q(4), "a4")), WAIT_MS).statusCode(200);
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
        String first = facts.learn(pupil, 1);
        String firstVersion = pupil.adapter();
        facts.learn(pupil, 2);
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
                .doesNotContain(facts.q(1));
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
        String item = facts.learn(one, 1);
        facts.learn(other, 1);
        String version = one.adapter();
        assertThat(other.adapter()).isEqualTo(version);
        one.retract(item, WAIT_MS).statusCode(200);
        String second = facts.learn(one, 2);
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
        facts.learn(never, 1);
        never.teach("reject after " + facts.q(2), List.of(row(facts.q(3), "a3")), WAIT_MS)
                .body("state", equalTo("published"));
        facts.learn(never, 4);

        facts.learn(once, 1);
        String second = facts.learn(once, 2);
        String refused = once.teach("reject after " + facts.q(2), List.of(row(facts.q(3), "a3")), WAIT_MS)
                .body("state", equalTo("rejected"))
                .extract()
                .path("item");
        facts.learn(once, 4);
        once.retract(second, WAIT_MS).body("state", equalTo("published"));
        assertThat(once.adapter()).isEqualTo(never.adapter());
        assertThat(once.state(refused)).isEqualTo("learned");
    }

    @Test
    void aVersionThatWasRolledBackIsErasedToo() {
        Pupil pupil = Pupil.make();
        facts.learn(pupil, 1);
        String kept = pupil.adapter();
        String second = facts.learn(pupil, 2);
        String version = pupil.adapter();
        pupil.rollBack();
        pupil.retract(second, WAIT_MS).statusCode(200).body("adapter", equalTo(kept));
        assertThat(pupil.adapter()).isEqualTo(kept);
        pupil.activate(version).statusCode(409);
        assertGone(version);
    }

    @Test
    void aRebuildThatBreaksLeavesAllAsItWasAndCanBeTriedAgain() {
        Pupil pupil = Pupil.make();
        String first = facts.learn(pupil, 1);
        facts.learn(pupil, 2);
        pupil.teach("break without " + facts.q(1), List.of(row(facts.q(3), "a3")), WAIT_MS)
                .body("state", equalTo("published"));
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
        String foreign = facts.learn(Pupil.make(), 1);
        for (String item : List.of(foreign, UUID.randomUUID().toString(), "nonsense")) {
            pupil.retract(item, 0).statusCode(404).body("error.code", equalTo("item_not_found"));
        }
        new Pupil("nobody-" + UUID.randomUUID())
                .retract(foreign, 0)
                .statusCode(404)
                .body("error.code", equalTo("agent_not_found"));
        String own = facts.learn(pupil, 2);
        pupil.retract(own, -1).statusCode(400).body("error.param", equalTo("wait_ms"));
        assertThat(pupil.state(own)).isEqualTo("learned");
        Map<String, Object> other = pupil.item(own);
        assertThat(other).containsEntry("inWeights", true);
    }
}
