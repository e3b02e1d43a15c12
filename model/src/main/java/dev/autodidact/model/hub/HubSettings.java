package dev.autodidact.model.hub;

import java.net.URI;
import java.nio.file.Path;

/**
 * Where models come from and where they are kept.
 *
 * @param endpoint the hub's address
 * @param cache folder with one folder per model and commit
 * @param offline whether only the cache is looked at
 * @param token access token, empty for none; sent to the endpoint's host only
 * @param attempts how often a file is tried, each time going on where the last ended
 * @param pauseMs wait before the second attempt; doubled for each further one
 */
public record HubSettings(URI endpoint, Path cache, boolean offline, String token, int attempts, long pauseMs) {
    /** Checks the bounds. */
    public HubSettings {
        if (attempts < 1) {
            throw new IllegalArgumentException("attempts is " + attempts + ", at least 1 is needed");
        }
    }
}
