package dev.autodidact.web;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** What the log looks like. */
@ConfigMapping(prefix = "autodidact.log")
interface LogSettings {

    /** Whether lines of the console are JSON objects, one a line, from the moment at which the application starts. */
    @WithDefault("false")
    boolean json();
}
