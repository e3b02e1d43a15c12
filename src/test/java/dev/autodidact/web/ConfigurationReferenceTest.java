package dev.autodidact.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ConfigurationReferenceTest {

    @Test
    void theReferenceSaysWhatTheSettingsSay() throws IOException {
        Path root = Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..");
        String text = ConfigurationReference.text(root);
        assertThat(text).contains("`autodidact.security.keys`", "`autodidact.home`", "`autodidact.gate.max-damaged`");
        assertThat(Files.readString(ConfigurationReference.file(root)))
                .as("write it anew: java src/test/java/dev/autodidact/web/ConfigurationReference.java")
                .isEqualTo(text);
    }
}
