package dev.autodidact.sft;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Settings of the adapter files. */
@ConfigMapping(prefix = "autodidact.adapters")
public interface AdapterSettings {

    /** Whether the database holds a copy of each adapter file, for nodes that do not share a folder. */
    @WithDefault("false")
    boolean inDatabase();
}
