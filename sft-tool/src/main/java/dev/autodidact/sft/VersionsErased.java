package dev.autodidact.sft;

import java.util.Set;

/**
 * Told when the files of versions were deleted for good: whoever keeps such a version in memory forgets it.
 *
 * @param versions their names
 */
public record VersionsErased(Set<String> versions) {

    public VersionsErased {
        versions = Set.copyOf(versions);
    }
}
