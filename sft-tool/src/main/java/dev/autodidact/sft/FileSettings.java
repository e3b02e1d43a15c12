package dev.autodidact.sft;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Bounds of uploaded files of rows. */
@ConfigMapping(prefix = "autodidact.files")
public interface FileSettings {

    /** Bytes of one file at most. */
    @WithDefault("4194304")
    long maxBytes();

    /** Rows of one file at most. */
    @WithDefault("2048")
    int maxRows();

    /** Files of one tenant at most. */
    @WithDefault("200")
    int perTenant();

    /** Rows that become one ledger item, which is trained, judged and taken back as one; at most 64. */
    @WithDefault("16")
    int rowsPerItem();
}
