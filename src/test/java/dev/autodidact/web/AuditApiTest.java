package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.notNullValue;

import dev.autodidact.sft.AuditLog;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AuditApiTest {

    @Inject
    AuditLog audit;

    @Inject
    DataSource database;

    private void sql(String text) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(text);
        }
    }

    private static List<Map<String, Object>> entries() {
        List<Map<String, Object>> all = new ArrayList<>();
        while (true) {
            long after = all.isEmpty() ? 0 : ((Number) all.getLast().get("seq")).longValue();
            List<Map<String, Object>> page =
                    when().get("/api/admin/audit?limit=1000&after=" + after).path("$");
            all.addAll(page);
            if (page.size() < 1_000) {
                return all;
            }
        }
    }

    @Test
    void whatChangesSomethingIsWrittenWithoutWhatWasLearned() {
        Pupil pupil = Pupil.make();
        String secret = "secret-" + UUID.randomUUID();
        pupil.learn(secret, "a");
        given().contentType("application/json")
                .body(Map.of("message", secret))
                .post("/api/agents/" + pupil.id() + "/chat")
                .then()
                .statusCode(200);
        when().post("/api/admin/agents/" + pupil.id() + "/rollback").then().statusCode(200);
        when().post("/api/admin/agents/" + pupil.id() + "/rollback").then().statusCode(409);
        List<Map<String, Object>> mine = entries().stream()
                .filter(entry -> entry.get("target").toString().contains(pupil.id()))
                .toList();
        assertThat(mine)
                .extracting(entry -> entry.get("action") + " " + entry.get("detail"))
                .satisfies(all -> {
                    assertThat(all.get(0)).isEqualTo("POST asked");
                    assertThat(all.get(1)).startsWith("switch generation 1: ");
                    assertThat(all.get(2)).isEqualTo("POST asked");
                    assertThat(all.get(3)).isEqualTo("switch generation 2: the base");
                    assertThat(all.get(4)).isEqualTo("POST asked");
                    assertThat(all.get(5)).isEqualTo("POST refused with 409");
                })
                .hasSize(6);
        assertThat(mine).allSatisfy(entry -> assertThat(entry.toString()).doesNotContain(secret));
        assertThat(mine.getFirst()).containsEntry("actor", "open").containsEntry("tenant", "default");
    }

    @Test
    void theChainIsWholeWhateverManyWriteAtOnce() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Object>> writers = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                int n = i;
                writers.add(() -> audit.append("default", "test", "write", "x/" + n, ""));
            }
            threads.invokeAll(writers);
        }
        Response found = when().get("/api/admin/audit/verify");
        found.then().statusCode(200).body("intact", equalTo(true)).body("head", notNullValue());
        assertThat(found.<Integer>path("entries")).isGreaterThanOrEqualTo(200);
    }

    @Test
    void whoeverChangesRemovesOrCutsEntriesIsFoundOut() throws Exception {
        for (int i = 0; i < 5; i++) {
            audit.append("default", "test", "tamper", "x/" + i, "kept");
        }
        long last = audit.verify().entries();
        String noted = audit.hash(last);
        sql("update audit_entry set detail = 'forged' where seq = " + (last - 2));
        when().get("/api/admin/audit/verify")
                .then()
                .body("intact", equalTo(false))
                .body("brokenAt", equalTo((int) last - 2));
        sql("update audit_entry set detail = 'kept' where seq = " + (last - 2));
        assertThat(audit.verify().intact()).isTrue();

        sql("create table kept_entry as select * from audit_entry where seq >= " + (last - 1));
        sql("delete from audit_entry where seq = " + (last - 1));
        assertThat(audit.verify().reason()).contains("is missing");
        sql("delete from audit_entry where seq = " + last);
        assertThat(audit.verify().reason()).contains("its head says " + last);
        sql("insert into audit_entry select * from kept_entry");
        sql("drop table kept_entry");
        assertThat(audit.verify().intact()).isTrue();

        when().get("/api/admin/audit/verify?seq=" + last + "&hash=" + noted)
                .then()
                .body("intact", equalTo(true));
        when().get("/api/admin/audit/verify?seq=" + last + "&hash=" + "0".repeat(64))
                .then()
                .body("intact", equalTo(false));
    }

    @Test
    void aListAsksForBoundsThatMakeSense() {
        when().get("/api/admin/audit?limit=0").then().statusCode(400).body("error.param", equalTo("limit"));
        when().get("/api/admin/audit?after=x").then().statusCode(400).body("error.param", equalTo("after"));
    }
}
