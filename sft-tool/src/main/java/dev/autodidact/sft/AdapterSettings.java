package dev.autodidact.sft;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the adapter files. */
@ConfigMapping(prefix = "autodidact.adapters")
public interface AdapterSettings {

    /** Whether the database holds a copy of each adapter file, for nodes that do not share a folder. */
    @WithDefault("false")
    boolean inDatabase();

    /** Bytes of tensors that an imported adapter may have; the archive itself may not be larger either. */
    @WithDefault("50331648")
    int maxImportBytes();
}
