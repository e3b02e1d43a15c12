package dev.autodidact.web.openai;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;

import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Calls of the tests of files and fine-tuning. */
final class TuningCalls {
    static final String ROW =
            "{\"messages\":[{\"role\":\"user\",\"content\":\"%s\"},{\"role\":\"assistant\",\"content\":\"%s\"}]}";

    private TuningCalls() {}

    static ValidatableResponse upload(String name, String content) {
        return given().multiPart("purpose", "fine-tune")
                .multiPart("file", name, content.getBytes(StandardCharsets.UTF_8), "application/jsonl")
                .post("/v1/files")
                .then();
    }

    static String file(String name, String content) {
        return upload(name, content).statusCode(200).extract().path("id");
    }

    static String rows(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> ROW.formatted("q" + i, "a" + i))
                .collect(Collectors.joining("\n"));
    }

    static ValidatableResponse post(String path, Object body) {
        return given().contentType(ContentType.JSON).body(body).post(path).then();
    }

    static ValidatableResponse get(String path) {
        return when().get(path).then();
    }
}
