package dev.autodidact.sft;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of adapters that come from outside. */
@ConfigMapping(prefix = "autodidact.import")
public interface ImportSettings {

    /** Bytes of tensors that an imported adapter may have; the archive itself may not be larger either. */
    @WithDefault("50331648")
    int maxBytes();
}
