package dev.autodidact.web.openai;

import static dev.autodidact.web.openai.TuningCalls.file;
import static dev.autodidact.web.openai.TuningCalls.get;
import static dev.autodidact.web.openai.TuningCalls.post;
import static dev.autodidact.web.openai.TuningCalls.rows;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.everyItem;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.notNullValue;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.autodidact.agent.ScriptedTraining;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.sft.LearningQueue;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** The wire form of fine-tuning jobs, and that they go the way of everything that is learned. */
@QuarkusTest
class FineTuningTest {

    @Inject
    ScriptedTraining training;

    @Inject
    LearningQueue queue;

    private final String agent = "t" + UUID.randomUUID();

    private void makeAgent() {
        post("/api/agents", Map.of("id", agent)).statusCode(201);
    }

    private ValidatableResponse tune(String file) {
        return post("/v1/fine_tuning/jobs", Map.of("model", "agent:" + agent, "training_file", file));
    }

    /** Waits until all that an agent was told is learned or refused. */
    private void settle(String of) throws InterruptedException {
        List<Map<String, Object>> items =
                get("/api/agents/" + of + "/ledger").extract().path("$");
        for (Map<String, Object> item : items) {
            String state = (String) item.get("state");
            while (state.equals("pending")) {
                Thread.sleep(20);
                List<Map<String, Object>> now =
                        get("/api/agents/" + of + "/ledger").extract().path("$");
                state = now.stream()
                        .filter(one -> one.get("id").equals(item.get("id")))
                        .map(one -> (String) one.get("state"))
                        .findFirst()
                        .orElseThrow();
            }
        }
    }

    @Test
    void aJobTeachesTheRowsOfItsFileThroughLedgerGateAndReceipt() throws Exception {
        makeAgent();
        String system =
                "{\"messages\":[{\"role\":\"system\",\"content\":\"Be brief.\"},{\"role\":\"user\",\"content\":\"s\"},"
                        + "{\"role\":\"assistant\",\"content\":\"t\"}]}";
        String call =
                "{\"messages\":[{\"role\":\"user\",\"content\":\"Light on!\"},{\"role\":\"assistant\",\"tool_calls\":"
                        + "[{\"id\":\"1\",\"type\":\"function\",\"function\":{\"name\":\"lamp\",\"arguments\":\"{\\\"on\\\":true}\"}}]}]}";
        String file = file("lessons.jsonl", rows(17) + "\n" + system + "\n" + call);
        String job = post(
                        "/v1/fine_tuning/jobs",
                        Map.of(
                                "model",
                                "agent:" + agent,
                                "training_file",
                                file,
                                "seed",
                                7,
                                "metadata",
                                Map.of("who", "me"),
                                "hyperparameters",
                                Map.of("n_epochs", 3, "learning_rate_multiplier", 2)))
                .statusCode(200)
                .body("object", equalTo("fine_tuning.job"))
                .body("status", not(equalTo("succeeded")))
                .body("metadata.who", equalTo("me"))
                .body("hyperparameters.learning_rate_multiplier", equalTo(2f))
                .body("training_file", equalTo(file))
                .body("error", nullValue())
                .extract()
                .path("id");
        settle(agent);
        get("/api/agents/" + agent + "/ledger")
                .body("$", hasSize(3))
                .body("rows.size()", equalTo(3))
                .body("rows[0]", hasSize(16))
                .body("rows[1]", hasSize(2))
                .body("rows[2][0].call.name", equalTo("lamp"))
                .body("kind", equalTo(List.of("fact", "fact", "demonstration")))
                .body("trust", everyItem(equalTo("operator")))
                .body("topic", everyItem(equalTo("lessons.jsonl")))
                .body("state", everyItem(equalTo("learned")));
        assertThat(training.jobs().stream()
                        .filter(one -> one.agent().equals(AgentKey.of(agent)))
                        .map(one -> one.item().strength()))
                .containsOnly(2.0);
        String active = get("/api/agents/" + agent).extract().path("adapter");
        get("/v1/fine_tuning/jobs/" + job)
                .body("status", equalTo("succeeded"))
                .body("fine_tuned_model", equalTo("scripted@" + active))
                .body("finished_at", notNullValue());
        get("/v1/models/scripted@" + active).statusCode(200);
        List<String> messages = new ArrayList<>();
        List<String> ids = new ArrayList<>();
        String after = "";
        boolean more = true;
        while (more) {
            ValidatableResponse page = get("/v1/fine_tuning/jobs/" + job + "/events?limit=4&after=" + after);
            messages.addAll(page.extract().path("data.message"));
            ids.addAll(page.extract().path("data.id"));
            after = page.extract().path("last_id");
            more = page.extract().path("has_more");
        }
        assertThat(ids).doesNotHaveDuplicates();
        assertThat(messages.getFirst()).contains("successfully completed");
        assertThat(messages.getLast()).contains("Created fine-tuning job");
        assertThat(messages)
                .anyMatch(text -> text.contains("19 rows of " + file))
                .anyMatch(text -> text.startsWith("n_epochs has no effect"))
                .anyMatch(text -> text.startsWith("seed 7 has no effect"))
                .anyMatch(text -> text.startsWith("the system messages of 1 rows"))
                .anyMatch(text -> text.startsWith("Item 3 of 3 is learned"))
                .contains("Step 2/2: training loss=0.50");
        get("/v1/fine_tuning/jobs/" + job + "/checkpoints?limit=2")
                .body("data", hasSize(2))
                .body("has_more", equalTo(true))
                .body("data[0].fine_tuned_model_checkpoint", equalTo("scripted@" + active))
                .body("data[0].metrics.train_loss", equalTo(0.5f));
        get("/v1/fine_tuning/jobs").body("data.id", hasItem(job));
        post("/v1/fine_tuning/jobs/" + job + "/cancel", "").statusCode(409).body("error.code", equalTo("job_ended"));
    }

    @Test
    void theBaseModelAsModelMakesAnAgent() throws Exception {
        String file = file("rows.jsonl", rows(1));
        Map<String, Object> body = Map.of("model", "scripted", "training_file", file, "suffix", agent);
        String job = post("/v1/fine_tuning/jobs", body)
                .statusCode(200)
                .body("agent", equalTo(agent))
                .body("user_provided_suffix", equalTo(agent))
                .extract()
                .path("id");
        settle(agent);
        get("/v1/fine_tuning/jobs/" + job).body("status", equalTo("succeeded"));
        get("/v1/models/agent:" + agent).statusCode(200);
        post("/v1/fine_tuning/jobs", body).statusCode(409).body("error.code", equalTo("agent_exists"));
    }

    @Test
    void whatTheGateRefusesFailsTheJobAndSaysWhy() throws Exception {
        makeAgent();
        String job = tune(file("reject", rows(1))).statusCode(200).extract().path("id");
        settle(agent);
        get("/v1/fine_tuning/jobs/" + job)
                .body("status", equalTo("failed"))
                .body("fine_tuned_model", nullValue())
                .body("error.code", equalTo("rejected_by_gate"))
                .body("error.message", containsString("damaged 3 of 10"));
    }

    @Test
    void aCancelledJobTrainsNothingMoreAndKeepsWhatIsLearned() throws Exception {
        makeAgent();
        String job = tune(file("hold", rows(40))).statusCode(200).extract().path("id");
        get("/v1/fine_tuning/jobs/" + job).body("fine_tuned_model", nullValue());
        while (!get("/v1/fine_tuning/jobs/" + job).extract().path("status").equals("running")) {
            Thread.sleep(20);
        }
        post("/v1/fine_tuning/jobs/" + job + "/cancel", "").statusCode(200).body("status", equalTo("cancelled"));
        training.letGo(1);
        settle(agent);
        post("/v1/fine_tuning/jobs/" + job + "/cancel", "").statusCode(200).body("status", equalTo("cancelled"));
        get("/api/agents/" + agent + "/ledger").body("state", equalTo(List.of("learned", "denied", "denied")));
        get("/v1/fine_tuning/jobs/" + job + "/checkpoints").body("data", hasSize(1));
        get("/v1/fine_tuning/jobs/" + job + "/events")
                .body("data.message", hasItem(containsString("The job was cancelled")));
    }

    @Test
    void aJobThatTheQueueCannotHoldStoresNothing() {
        makeAgent();
        String file = file("hold", rows(21 * 16));
        tune(file)
                .statusCode(429)
                .header("Retry-After", notNullValue())
                .header("x-should-retry", "false")
                .body("error.code", equalTo("queue_full"));
        get("/api/agents/" + agent + "/ledger").body("$", hasSize(0));
        get("/v1/fine_tuning/jobs").body("data.training_file", not(hasItem(file)));
    }

    @Test
    void anIdempotencyKeyMakesOneJob() throws Exception {
        makeAgent();
        String file = file("rows.jsonl", rows(1));
        Map<String, String> body = Map.of("model", "agent:" + agent, "training_file", file);
        String key = UUID.randomUUID().toString();
        List<String> jobs = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            jobs.add(given().contentType(ContentType.JSON)
                    .header("Idempotency-Key", key)
                    .body(body)
                    .post("/v1/fine_tuning/jobs")
                    .then()
                    .statusCode(200)
                    .extract()
                    .path("id"));
        }
        assertThat(jobs.get(0)).isEqualTo(jobs.get(1));
        given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .body(Map.of("model", "agent:" + agent, "training_file", "file-other"))
                .post("/v1/fine_tuning/jobs")
                .then()
                .statusCode(404);
        given().contentType(ContentType.JSON)
                .header("Idempotency-Key", key)
                .body(Map.of("model", "agent:" + agent, "training_file", file, "seed", 1))
                .post("/v1/fine_tuning/jobs")
                .then()
                .statusCode(422)
                .body("error.code", equalTo("idempotency_key_reused"));
        settle(agent);
        get("/api/agents/" + agent + "/ledger").body("$", hasSize(1));
    }

    @Test
    void eachWayToAskWrongIsNamed() {
        makeAgent();
        String file = file("rows.jsonl", rows(1));
        String model = "agent:" + agent;
        post("/v1/fine_tuning/jobs", "[]").statusCode(400);
        post("/v1/fine_tuning/jobs", Map.of("model", model))
                .statusCode(400)
                .body("error.param", equalTo("training_file"));
        post("/v1/fine_tuning/jobs", Map.of("model", 3, "training_file", file))
                .statusCode(400)
                .body("error.param", equalTo("model"));
        post("/v1/fine_tuning/jobs", Map.of("model", model, "training_file", "file-none"))
                .statusCode(404)
                .body("error.code", equalTo("file_not_found"));
        for (String none : List.of("agent:none", "agent:", "gpt-5", "agent:../x")) {
            post("/v1/fine_tuning/jobs", Map.of("model", none, "training_file", file))
                    .statusCode(404)
                    .body("error.param", equalTo("model"));
        }
        Map<String, Object> wrong = Map.of(
                "method", Map.of("type", "dpo"),
                "validation_file", file,
                "suffix", "x",
                "metadata", Map.of("k", 1),
                "integrations", List.of(Map.of("type", "wandb")),
                "hyperparameters", Map.of("learning_rate_multiplier", 9),
                "seed", "one");
        wrong.forEach((name, value) -> post(
                        "/v1/fine_tuning/jobs", Map.of("model", model, "training_file", file, name, value))
                .statusCode(400)
                .body("error.param", startsWith(name)));
        get("/v1/fine_tuning/jobs/ftjob-none").statusCode(404).body("error.code", equalTo("job_not_found"));
        get("/v1/fine_tuning/jobs?limit=101").statusCode(400);
        get("/api/agents/" + agent + "/ledger").body("$", hasSize(0));
    }

    @Test
    void takingAnItemBackDeletesTheFileItCameFrom() throws Exception {
        makeAgent();
        String file = file("secret.jsonl", rows(1));
        String job = tune(file).statusCode(200).extract().path("id");
        settle(agent);
        String item = get("/api/agents/" + agent + "/ledger").extract().path("[0].id");
        String ticket = when().delete("/api/agents/" + agent + "/ledger/" + item + "?wait_ms=60000")
                .then()
                .statusCode(200)
                .extract()
                .path("ticket");
        assertThat(queue.await(UUID.fromString(ticket), Duration.ofSeconds(60), change -> {})
                        .adapter())
                .isNull();
        get("/v1/files/" + file).statusCode(404);
        get("/v1/fine_tuning/jobs/" + job).body("status", equalTo("succeeded")).body("fine_tuned_model", nullValue());
    }

    @Test
    void anErasedAgentLeavesNoJobAndNoFileOfIts() throws Exception {
        makeAgent();
        String file = file("rows.jsonl", rows(1));
        String job = tune(file).statusCode(200).extract().path("id");
        settle(agent);
        when().delete("/api/admin/agents/" + agent).then().statusCode(200).body("receipt.rows.row_file", equalTo(1));
        get("/v1/files/" + file).statusCode(404);
        get("/v1/fine_tuning/jobs/" + job).statusCode(404);
    }
}
