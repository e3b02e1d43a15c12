package dev.autodidact.agent;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** The application with nothing replaced, on a tiny random model. */
public class TinyModelProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        try {
            Path folder =
                    TinyModel.write(Files.createTempDirectory("autodidact").resolve("tiny"), 3);
            return Map.of(
                    "quarkus.arc.selected-alternatives", "",
                    "autodidact.chat.max-tokens", "16",
                    // smaller than what models from elsewhere are
                    "autodidact.recipe.learning-rate", "0.005",
                    "autodidact.model", folder.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
