package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.junit.QuarkusTest;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OpenApiExamplesTest {

    @Test
    void eachExampleStandsAtACallThatExists() {
        Map<String, Map<String, Map<String, Object>>> paths = given().accept("application/json")
                .get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .path("paths");
        OpenApiExamples.bodies().forEach((path, body) -> {
            assertThat(paths).containsKey(path);
            assertThat(paths.get(path)).as(path).containsKey("post");
            assertThat(paths.get(path).get("post").toString())
                    .as(path)
                    .contains("example")
                    .contains(body.keySet().iterator().next());
        });
    }
}
