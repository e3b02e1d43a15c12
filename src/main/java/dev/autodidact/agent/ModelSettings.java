package dev.autodidact.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithName;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;

/** Where things lie, and which model is the base. */
@ConfigMapping(prefix = "autodidact")
public interface ModelSettings {

    /** The data folder: database, adapters, the unpacked embedded model. */
    @WithDefault("${user.home}/.autodidact")
    Path home();

    /**
     * A folder in Hugging Face layout, or a model on the hub as {@code org/name} or {@code org/name@revision}; the
     * embedded seed model where it is missing.
     */
    Optional<String> model();

    /** {@code cpu}, {@code gpu}, {@code gpu:N}, or {@code auto}: the first GPU if the engine sees one. */
    @WithDefault("auto")
    String device();

    /**
     * Number formats of the weights: {@code all} (bf16, f16, and f32 when asked for), {@code bf16}, {@code f16},
     * {@code f32} alone, or {@code auto}: all for up to 500M parameters on a processor, else bf16.
     */
    @WithDefault("auto")
    String precision();

    /**
     * Most bytes that one training step or scoring takes beside the weights; larger ones are cut into parts, then computed
     * twice instead of kept. 0 for 2 GiB on a processor, and on a GPU for what it has. Weights hang on it by rounding.
     */
    @WithDefault("0")
    @WithName("step-bytes")
    long stepBytes();

    /** Where models that are no folder come from. */
    Hub hub();

    /** Parsed adapters kept in memory. */
    @WithDefault("16")
    @WithName("adapter-cache")
    int adapterCache();

    /** The Hugging Face hub, or a server with its interface. */
    interface Hub {

        /** Its address. */
        @WithDefault("${HF_ENDPOINT:https://huggingface.co}")
        URI endpoint();

        /** Whether only models that were fetched before are used. */
        @WithDefault("${HF_HUB_OFFLINE:false}")
        boolean offline();

        /** Access token for private and gated models; best given as the environment variable HF_TOKEN. */
        @WithDefault("${HF_TOKEN:}")
        Optional<String> token();

        /** Folder for what was fetched; {@code models/hub} in the data folder where it is missing. */
        Optional<Path> cache();

        /** How often a file is tried, each time going on where the last one ended. */
        @WithDefault("6")
        int attempts();

        /** Milliseconds before the second attempt; twice as long before each further one. */
        @WithDefault("1000")
        @WithName("pause-ms")
        long pauseMs();
    }
}
