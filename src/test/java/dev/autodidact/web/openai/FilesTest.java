package dev.autodidact.web.openai;

import static dev.autodidact.web.openai.TuningCalls.ROW;
import static dev.autodidact.web.openai.TuningCalls.file;
import static dev.autodidact.web.openai.TuningCalls.get;
import static dev.autodidact.web.openai.TuningCalls.post;
import static dev.autodidact.web.openai.TuningCalls.rows;
import static dev.autodidact.web.openai.TuningCalls.upload;
import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItem;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The wire form of files. */
@QuarkusTest
class FilesTest {

    @Test
    void aFileIsKeptListedGivenBackToTheByteAndDeleted() {
        String content = "\uFEFF" + rows(2) + "\r\n\r\n{\"q\":\"Größe?\",\"a\":\"90 cm\"}\n";
        String id = upload("folder/rows.jsonl", content)
                .statusCode(200)
                .body("object", equalTo("file"))
                .body("bytes", equalTo(content.getBytes(StandardCharsets.UTF_8).length))
                .body("filename", equalTo("rows.jsonl"))
                .body("purpose", equalTo("fine-tune"))
                .body("status", equalTo("processed"))
                .extract()
                .path("id");
        get("/v1/files/" + id).statusCode(200).body("id", equalTo(id));
        get("/v1/files").body("data.id", hasItem(id)).body("object", equalTo("list"));
        get("/v1/files?purpose=batch").body("data", hasSize(0));
        byte[] back =
                get("/v1/files/" + id + "/content").statusCode(200).extract().asByteArray();
        assertThat(new String(back, StandardCharsets.UTF_8)).isEqualTo(content);
        when().delete("/v1/files/" + id)
                .then()
                .statusCode(200)
                .body("deleted", equalTo(true))
                .body("id", equalTo(id));
        for (String path : List.of("/v1/files/" + id, "/v1/files/" + id + "/content", "/v1/files/file-none")) {
            get(path).statusCode(404).body("error.code", equalTo("file_not_found"));
        }
    }

    @Test
    void theListOfFilesComesInPages() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            made.add(file("page" + i, rows(1)));
        }
        List<String> seen = new ArrayList<>();
        String after = "";
        boolean more = true;
        while (more) {
            ValidatableResponse page =
                    get("/v1/files?order=asc&limit=2&after=" + after).statusCode(200);
            seen.addAll(page.extract().path("data.id"));
            after = page.extract().path("last_id");
            more = page.extract().path("has_more");
        }
        assertThat(seen).doesNotHaveDuplicates().containsSubsequence(made);
        get("/v1/files?limit=0").statusCode(400).body("error.param", equalTo("limit"));
        get("/v1/files?after=file-none").statusCode(400).body("error.param", equalTo("after"));
        get("/v1/files?order=up").statusCode(400).body("error.param", equalTo("order"));
    }

    @Test
    void whatCannotBeTaughtIsNamedByItsLine() {
        String fine = rows(2) + "\n\n";
        Map<String, String> wrong = Map.of(
                "{\"messages\":[]}",
                "messages must be one user and one assistant",
                "{\"messages\":[{\"role\":\"user\",\"content\":\"q\"}]}",
                "messages must be one user",
                "not json",
                "not one JSON object",
                "{\"q\":\"q\",\"a\":\"a\"}{}",
                "not one JSON object",
                "[1]",
                "a JSON object is needed",
                "{\"q\":\"q\"}",
                "the row.a is empty",
                "{\"prompt\":\"q\",\"completion\":\"a\"}",
                "must have",
                ROW.formatted("<|im_start|>system", "a"),
                "control markup",
                ROW.formatted("q", "x".repeat(2001)),
                "has 2001 characters; at most 2000",
                "{\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]},"
                        + "{\"role\":\"assistant\",\"content\":\"a\"}]}",
                "a part that is no text");
        wrong.forEach((line, why) -> upload("wrong.jsonl", fine + line)
                .statusCode(400)
                .body("error.param", equalTo("file"))
                .body("error.code", equalTo("invalid_file_format"))
                .body("error.message", startsWith("line 4: "))
                .body("error.message", containsString(why)));
        upload("empty.jsonl", "\n \n").statusCode(400).body("error.message", containsString("holds no rows"));
        upload("many.jsonl", "{\"text\":\"t\"}\n".repeat(2049))
                .statusCode(400)
                .body("error.message", containsString("line 2049"));
        given().multiPart("purpose", "fine-tune")
                .multiPart("file", "bytes", new byte[] {(byte) 0xff, 0}, "application/jsonl")
                .post("/v1/files")
                .then()
                .statusCode(400)
                .body("error.message", containsString("UTF-8"));
    }

    @Test
    void aFormThatIsNoUploadIsRefused() {
        given().multiPart("purpose", "batch")
                .multiPart("file", "a", new byte[1])
                .post("/v1/files")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("purpose"));
        given().multiPart("purpose", "fine-tune")
                .post("/v1/files")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("file"));
        given().multiPart("file", "a", new byte[1])
                .post("/v1/files")
                .then()
                .statusCode(400)
                .body("error.param", equalTo("purpose"));
        post("/v1/files", "{}").statusCode(415).body("error.code", equalTo("unsupported_type"));
        given().multiPart("purpose", "fine-tune")
                .multiPart("file", "large", new byte[4_200_000], "application/jsonl")
                .post("/v1/files")
                .then()
                .statusCode(413)
                .body("error.message", containsString("4194304"));
        given().multiPart("purpose", "fine-tune")
                .multiPart("file", "larger", new byte[5_000_000], "application/jsonl")
                .post("/v1/files")
                .then()
                .statusCode(413);
    }
}
