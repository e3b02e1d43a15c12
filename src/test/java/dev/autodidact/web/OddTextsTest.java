package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Texts that an embedding model makes nothing of, on the real one. */
@QuarkusTest
class OddTextsTest {

    private String memory;

    @BeforeEach
    void makeAnAgent() {
        String agent = "odd-" + UUID.randomUUID();
        memory = "/api/agents/" + agent + "/memory";
        given().contentType(ContentType.JSON).body(Map.of("id", agent)).post("/api/agents");
    }

    private ValidatableResponse remember(String text) {
        return given().contentType(ContentType.JSON)
                .body(Map.of("text", text))
                .post(memory)
                .then();
    }

    private ValidatableResponse search(String query) {
        return given().queryParam("query", query).get(memory).then();
    }

    @Test
    void textsOfWhichTheModelSeesNothingStopNothing() {
        remember("\u200b\u2060").statusCode(400).body("error.code", equalTo("invalid_text"));
        search("\u200b").statusCode(400).body("error.code", equalTo("invalid_query"));
        remember("\ufffd").statusCode(201);
        String cat = remember("My cat is called Zimt.").extract().path("id");
        search("cat").statusCode(200).body("[0].id", equalTo(cat));
        search("\ufffd\ufffd").statusCode(200);
    }

    @Test
    void aThousandCharactersMayBeNineThousandInAnAddress() {
        String key = remember("机の引き出しにある鍵").extract().path("id");
        search("机の引き出しにある鍵".repeat(100)).statusCode(200).body("[0].id", equalTo(key));
    }
}
