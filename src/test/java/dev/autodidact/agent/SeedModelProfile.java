package dev.autodidact.agent;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.Map;

/** The application as it is shipped: the embedded seed model and the real trainer. */
public class SeedModelProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("quarkus.arc.selected-alternatives", "");
    }
}
