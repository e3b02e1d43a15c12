package dev.autodidact.policy;

import java.time.Instant;
import java.util.UUID;

/**
 * A policy that was promoted.
 *
 * @param version hash of its adapter
 * @param run the run that trained it
 * @param baseHash the base model that it is for
 * @param verdict why it was promoted
 * @param created when it was promoted
 * @param served whether it writes the self-edits of chats
 * @param written self-edits of chats that it wrote
 * @param missed self-edits of chats that it was to write and that the model wrote by itself
 */
public record PolicyVersion(
        String version,
        UUID run,
        String baseHash,
        String verdict,
        Instant created,
        boolean served,
        long written,
        long missed) {

    /** Trained but not served, where it is to be: what the round's alarm is for writing, this is for chats. */
    public boolean notServed() {
        return served && missed > 0;
    }
}
