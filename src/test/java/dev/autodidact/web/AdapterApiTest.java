package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;

import dev.autodidact.sft.AdapterStore;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdapterApiTest {

    @Inject
    AdapterStore store;

    @Inject
    DataSource database;

    private final String mark = UUID.randomUUID().toString();

    private static ValidatableResponse merge(Pupil pupil, String one, String other, Map<String, Object> more) {
        Map<String, Object> body = new java.util.HashMap<>(more);
        body.put("agent", pupil.id());
        body.put("versions", List.of(one, other));
        return given().contentType(ContentType.JSON)
                .body(body)
                .post("/api/admin/adapters/merge")
                .then();
    }

    /** Two branches from one root: the second is the active one. */
    private String[] branches(Pupil pupil, String question) {
        pupil.learn(mark + " 1", "a");
        pupil.learn(question, "b");
        String one = pupil.adapter();
        pupil.rollBack();
        pupil.learn(mark + " 3", "c");
        return new String[] {pupil.adapter(), one};
    }

    private static Response bring(String agent, byte[] zip) {
        return given().contentType("application/zip").body(zip).post("/api/admin/adapters/import?agent=" + agent);
    }

    @Test
    void aVersionTellsWhatItDoesToEachLayerAndHowItDiffersFromAnother() {
        Pupil pupil = Pupil.make();
        pupil.learn(mark + " 1", "a");
        String first = pupil.adapter();
        pupil.learn(mark + " 2", "b");
        String second = pupil.adapter();
        when().get("/api/admin/adapters/" + second + "?agent=" + pupil.id())
                .then()
                .statusCode(200)
                .body("layers", hasSize(7))
                .body("layers[0].linear", equalTo("self_attn.q_proj"));
        when().get("/api/admin/adapters/" + second + "/diff?answers=true&agent=" + pupil.id())
                .then()
                .statusCode(200)
                .body("with", equalTo(first))
                .body("layers", hasSize(7))
                .body("answers", hasSize(2))
                .body("answers[0].question", containsString(mark));
        when().get("/api/admin/adapters/" + second + "/diff?with=base&agent=" + pupil.id())
                .then()
                .statusCode(200)
                .body("with", nullValue())
                .body("answers", nullValue());
        when().get("/api/admin/adapters/" + second + "/diff?with=" + "a".repeat(64) + "&agent=" + pupil.id())
                .then()
                .statusCode(404)
                .body("error.code", equalTo("version_not_found"));
    }

    @Test
    void twoBranchesAreMergedIntoAVersionThatHoldsTheItemsOfBoth() {
        for (String method : List.of("linear", "ties", "dare")) {
            Pupil pupil = Pupil.make();
            String[] branches = branches(pupil, mark + " 2");
            String merged = merge(pupil, branches[0], branches[1], Map.of("method", method))
                    .statusCode(200)
                    .body("verdict", equalTo("accepted"))
                    .body("active", equalTo(true))
                    .body("receipt.merge.method", equalTo(method))
                    .body("receipt.merge.ancestor", notNullValue())
                    .extract()
                    .path("version");
            assertThat(pupil.adapter()).isEqualTo(merged);
            when().get("/api/agents/" + pupil.id() + "/ledger").then().body("findAll { it.inWeights }", hasSize(3));
            when().get("/api/admin/agents/" + pupil.id() + "/lineage")
                    .then()
                    .statusCode(200)
                    .body("active", equalTo(merged))
                    .body("nodes", hasSize(4))
                    .body("nodes.find { it.version == '" + merged + "' }.parent", equalTo(branches[0]))
                    .body("nodes.find { it.version == '" + merged + "' }.mergedFrom", equalTo(branches[1]));
        }
    }

    @Test
    void aMergeThatTheGateRefusesChangesNothing() {
        Pupil pupil = Pupil.make();
        String[] branches = branches(pupil, "refuse " + mark);
        merge(pupil, branches[0], branches[1], Map.of())
                .statusCode(200)
                .body("verdict", equalTo("rejected"))
                .body("version", nullValue());
        assertThat(pupil.adapter()).isEqualTo(branches[0]);
        assertThat(pupil.versions()).hasSize(3);
    }

    @Test
    void aMergeThatMakesNoSenseIsRefusedWithItsBound() {
        Pupil pupil = Pupil.make();
        String[] branches = branches(pupil, mark + " 2");
        merge(pupil, branches[0], branches[0], Map.of()).statusCode(400).body("error.param", equalTo("versions"));
        merge(pupil, branches[0], branches[1], Map.of("method", "magic"))
                .statusCode(400)
                .body("error.param", equalTo("method"));
        merge(pupil, branches[0], branches[1], Map.of("density", 0))
                .statusCode(400)
                .body("error.message", containsString("density"));
        merge(pupil, branches[0], branches[1], Map.of("weights", List.of(1)))
                .statusCode(400)
                .header("x-should-retry", "false");
        merge(pupil, branches[0], "b".repeat(64), Map.of()).statusCode(404);
    }

    @Test
    void anItemThatAMergedVersionHoldsIsErasedFromAllOfThem() {
        Pupil pupil = Pupil.make();
        String[] branches = branches(pupil, mark + " 2");
        String merged =
                merge(pupil, branches[0], branches[1], Map.of()).extract().path("version");
        String item = when().get("/api/agents/" + pupil.id() + "/ledger")
                .path("find { it.rows[0].q == '" + mark + " 2' }.id");
        pupil.retract(item, 0).statusCode(409).body("error.message", containsString(merged));
        pupil.activate(branches[0]).statusCode(200);
        pupil.retract(item, 60_000).statusCode(200).body("state", equalTo("published"));
        assertThat(pupil.erased()).containsExactlyInAnyOrder(branches[1], merged);
        assertThat(pupil.adapter()).isEqualTo(branches[0]);
    }

    @Test
    void anAdapterGoesOutAndComesInAsTheSameVersionOfAnotherAgent() {
        Pupil one = Pupil.make();
        one.learn(mark, "a");
        byte[] zip = when().get("/api/admin/adapters/" + one.adapter() + "/export?agent=" + one.id())
                .then()
                .statusCode(200)
                .contentType("application/zip")
                .extract()
                .asByteArray();
        Pupil other = Pupil.make();
        bring(other.id(), zip)
                .then()
                .statusCode(201)
                .body("version", equalTo(one.adapter()))
                .body("active", equalTo(false))
                .body("receipt.verdict", equalTo("imported"));
        bring(other.id(), zip).then().statusCode(201);
        assertThat(other.versions()).hasSize(1);
        assertThat(other.adapter()).isNull();
        other.activate(one.adapter()).statusCode(200);
        assertThat(other.adapter()).isEqualTo(one.adapter());
    }

    @Test
    void whatIsNoAdapterIsRefusedAndLeavesNothing() throws Exception {
        Pupil pupil = Pupil.make();
        int before = store.files().size();
        bring(pupil.id(), "hello".getBytes(StandardCharsets.UTF_8))
                .then()
                .statusCode(422)
                .body("error.code", equalTo("invalid_adapter"))
                .body("error.message", containsString("no zip"))
                .header("x-should-retry", "false");
        bring(pupil.id(), new byte[6 << 20]).then().statusCode(422);
        bring(pupil.id(), new byte[50 << 20]).then().statusCode(413);
        bring("nobody", new byte[10]).then().statusCode(404);
        given().body(new byte[3])
                .contentType("application/zip")
                .post("/api/admin/adapters/import")
                .then()
                .statusCode(400);
        assertThat(store.files()).hasSize(before);
        assertThat(pupil.versions()).isEmpty();
    }

    @Test
    void anAddressInPlaceOfAnArchiveMakesNoRequest() {
        Pupil pupil = Pupil.make();
        for (String source : List.of(
                "http://127.0.0.1:1/a.zip",
                "http://169.254.169.254/latest/meta-data/",
                "file:///etc/passwd",
                "gopher://x")) {
            given().contentType(ContentType.JSON)
                    .body(Map.of("url", source, "source", source))
                    .post("/api/admin/adapters/import?agent=" + pupil.id())
                    .then()
                    .statusCode(422)
                    .body("error.message", containsString("no zip"));
        }
    }

    @Test
    void aPinIsKeptAndTakenOff() {
        Pupil pupil = Pupil.make();
        pupil.learn(mark, "a");
        String address = "/api/admin/adapters/" + pupil.adapter() + "/pin?agent=" + pupil.id();
        when().put(address).then().statusCode(200).body("pinned", notNullValue());
        when().put(address).then().statusCode(200).body("pinned", notNullValue());
        when().delete(address).then().statusCode(200).body("pinned", nullValue());
    }

    @Test
    void aCallUnderAKeyThatWasUsedBeforeIsNotMadeAgain() {
        Pupil pupil = Pupil.make();
        pupil.learn(mark + " 1", "a");
        String first = pupil.adapter();
        pupil.learn(mark + " 2", "b");
        for (int i = 0; i < 3; i++) {
            given().header("Idempotency-Key", mark)
                    .post("/api/admin/agents/" + pupil.id() + "/rollback")
                    .then()
                    .statusCode(200)
                    .header("Idempotent-Replayed", i == 0 ? nullValue() : equalTo("true"))
                    .body("adapter", equalTo(first));
        }
        assertThat(pupil.adapter()).isEqualTo(first);
        given().header("Idempotency-Key", mark)
                .post("/api/admin/adapters/" + first + "/activate?agent=" + pupil.id())
                .then()
                .statusCode(422)
                .body("error.code", equalTo("idempotency_key_reused"));
    }

    /** P4. */
    @Test
    void ofAnErasedAgentNothingIsLeftAndTheReceiptProvesIt() throws Exception {
        Pupil pupil = Pupil.make();
        pupil.learn(mark, "a");
        String version = pupil.adapter();
        given().contentType(ContentType.JSON)
                .body(Map.of("message", "say " + mark))
                .post("/api/agents/" + pupil.id() + "/chat")
                .then()
                .statusCode(200);
        given().contentType(ContentType.JSON)
                .body(Map.of("text", "remember " + mark))
                .post("/api/agents/" + pupil.id() + "/memory")
                .then()
                .statusCode(org.hamcrest.Matchers.lessThan(300));
        byte[] all = when().get("/api/admin/agents/" + pupil.id() + "/export")
                .then()
                .statusCode(200)
                .extract()
                .asByteArray();
        assertThat(all).hasSizeGreaterThan(1_000);
        assertThat(everything()).contains(mark);
        assertThat(store.path(version)).exists();

        Response erased = when().delete("/api/admin/agents/" + pupil.id());
        erased.then()
                .statusCode(200)
                .body("receipt.agent", equalTo(pupil.id()))
                .body("receipt.rows.ledger_item", equalTo(1))
                .body("receipt.rows.agent", equalTo(1))
                .body("receipt.versions", equalTo(List.of(version)));

        assertThat(store.path(version)).doesNotExist();
        assertThat(everything()).doesNotContain(mark);
        assertThat(everything().lines().filter(line -> line.contains(pupil.id())))
                .allSatisfy(line -> assertThat(line).startsWith("audit_entry"));
        when().get("/api/agents/" + pupil.id()).then().statusCode(404);
        when().delete("/api/admin/agents/" + pupil.id()).then().statusCode(404);

        String text = erased.asString();
        String receipt = text.substring("{\"receipt\":".length(), text.indexOf(",\"signature\":"));
        Signature signature = Signature.getInstance("Ed25519");
        signature.initVerify(KeyFactory.getInstance("Ed25519")
                .generatePublic(new X509EncodedKeySpec(Base64.getDecoder()
                        .decode(when().get("/api/admin/receipts/key").<String>path("publicKey")))));
        signature.update(receipt.getBytes(StandardCharsets.UTF_8));
        assertThat(signature.verify(Base64.getDecoder().decode(erased.<String>path("signature"))))
                .isTrue();
        assertThat(Pupil.make().id()).isNotEqualTo(pupil.id());
    }

    /** Every row of every table, one a line, with its table before it. */
    private String everything() throws Exception {
        List<String> lines = new ArrayList<>();
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet found = statement.executeQuery(
                    "select table_name from information_schema.tables where table_schema = 'public'")) {
                while (found.next()) {
                    tables.add(found.getString(1));
                }
            }
            assertThat(tables).contains("agent", "message", "ledger_item", "memory_entry");
            for (String table : tables) {
                try (ResultSet rows = statement.executeQuery("select * from \"" + table + "\"")) {
                    int columns = rows.getMetaData().getColumnCount();
                    while (rows.next()) {
                        StringBuilder line = new StringBuilder(table);
                        for (int c = 1; c <= columns; c++) {
                            line.append(' ').append(rows.getString(c));
                        }
                        lines.add(line.toString().replace('\n', ' '));
                    }
                }
            }
        }
        return String.join("\n", lines);
    }
}
