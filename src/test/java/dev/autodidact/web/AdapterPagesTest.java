package dev.autodidact.web;

import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

@QuarkusTest
class AdapterPagesTest {

    @Test
    void versionsComeInPagesThatNameTheNextOne() {
        Pupil pupil = Pupil.make();
        for (int i = 0; i < 5; i++) {
            pupil.learn("page " + i, "a" + i);
        }
        List<String> all = pupil.versions();
        List<String> seen = new ArrayList<>();
        String next = "/api/admin/adapters?limit=2&agent=" + pupil.id();
        while (next != null) {
            Response page = when().get(next);
            assertThat(page.statusCode()).isEqualTo(200);
            List<String> versions = page.path("version");
            assertThat(versions).hasSizeLessThanOrEqualTo(2);
            seen.addAll(versions);
            String link = page.header("Link");
            next = link == null ? null : link.substring(1, link.indexOf('>'));
        }
        assertThat(seen).hasSize(5).containsExactlyElementsOf(all);
        when().get("/api/admin/adapters?limit=0").then().statusCode(400).body("error.param", equalTo("limit"));
        when().get("/api/admin/adapters?after=none").then().statusCode(404);
    }
}
