package dev.autodidact.web;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import dev.autodidact.memory.AgentKey;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Making, listing and ending keys by HTTP. */
@QuarkusTest
@TestProfile(KeysProfile.class)
class KeyRoutesTest {

    @Inject
    ApiKeys keys;

    private final String tenant = "t" + UUID.randomUUID();
    private String owner;

    private String admin(String of) {
        return keys.make(new ApiKeys.Order(of, UUID.randomUUID().toString(), Role.ADMIN, null, true, null))
                .orElseThrow()
                .secret();
    }

    private static RequestSpecification as(String key) {
        return given().header("Authorization", "Bearer " + key);
    }

    @BeforeEach
    void anOwner() {
        owner = admin(tenant);
    }

    @Test
    void aKeyIsShownOnceListedWithoutItsSecretAndEndedAtOnce() {
        Response made = as(owner)
                .contentType(ContentType.JSON)
                .body("{\"name\":\"phone\",\"role\":\"user\",\"expires_in\":3600}")
                .post("/api/admin/keys");
        assertThat(made.statusCode()).isEqualTo(201);
        String secret = made.path("key");
        assertThat(made.<String>path("tenant")).isEqualTo(tenant);
        assertThat(made.<Boolean>path("learning")).isFalse();
        assertThat(as(secret).get("/api/agents").statusCode()).isEqualTo(200);
        assertThat(as(owner).get("/api/admin/keys").asString())
                .contains("phone")
                .doesNotContain(secret)
                .doesNotContain(secret.substring(22));
        assertThat(as(owner).delete("/api/admin/keys/" + made.path("id")).statusCode())
                .isEqualTo(200);
        assertThat(as(secret).get("/api/agents").statusCode()).isEqualTo(401);
        assertThat(as(owner)
                        .contentType(ContentType.JSON)
                        .body("{\"name\":\"phone\"}")
                        .post("/api/admin/keys")
                        .<String>path("error.code"))
                .isEqualTo("key_exists");
    }

    @Test
    void onlyAnAdminOfTheDefaultTenantMakesKeysOfOtherTenants() {
        String operator = admin(AgentKey.DEFAULT_TENANT);
        String body = "{\"name\":\"%s\",\"tenant\":\"elsewhere\",\"role\":\"admin\"}".formatted(UUID.randomUUID());
        assertThat(as(owner)
                        .contentType(ContentType.JSON)
                        .body(body)
                        .post("/api/admin/keys")
                        .statusCode())
                .isEqualTo(403);
        assertThat(as(operator)
                        .contentType(ContentType.JSON)
                        .body(body)
                        .post("/api/admin/keys")
                        .statusCode())
                .isEqualTo(201);
        assertThat(as(operator).get("/q/metrics").statusCode()).isEqualTo(200);
    }
}
