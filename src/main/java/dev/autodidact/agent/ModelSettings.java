package dev.autodidact.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.nio.file.Path;
import java.util.Optional;

/** Where things lie, and which model is the base. */
@ConfigMapping(prefix = "autodidact")
public interface ModelSettings {

    /** The data folder: database, adapters, the unpacked embedded model. */
    @WithDefault("${user.home}/.autodidact")
    Path home();

    /** A folder in Hugging Face layout; the embedded seed model where it is missing. */
    @WithName("model")
    Optional<Path> folder();

    /** Parsed adapters kept in memory. */
    @WithDefault("16")
    @WithName("adapter-cache")
    int adapterCache();
}
