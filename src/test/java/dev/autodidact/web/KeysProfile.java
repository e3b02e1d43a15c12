package dev.autodidact.web;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The application as it runs where others can reach it. */
public class KeysProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "autodidact.security.keys", "required",
                "autodidact.security.requests-per-minute", "100000");
    }
}
