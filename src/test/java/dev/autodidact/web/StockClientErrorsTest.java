package dev.autodidact.web;

import dev.autodidact.agent.ScriptedModel;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URL;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Each error of the OpenAI protocol, as the client sees it that people use. */
@QuarkusTest
@TestProfile(KeysProfile.class)
class StockClientErrorsTest {

    @Inject
    ApiKeys keys;

    @Inject
    ScriptedModel model;

    @TestHTTPResource("/v1")
    URL address;

    private String key(Role role, boolean learning) {
        return keys.make(new ApiKeys.Order("errors", UUID.randomUUID().toString(), role, null, learning, null))
                .orElseThrow()
                .secret();
    }

    @Test
    void theStockClientOfNodeKnowsEachErrorByItsClassAndCode() throws Exception {
        model.say(ScriptedModel.BREAK, "Goo" + ScriptedModel.BREAK);
        NodeClient.run("errors.mjs", address.toString(), key(Role.ADMIN, true), key(Role.USER, false));
    }
}
