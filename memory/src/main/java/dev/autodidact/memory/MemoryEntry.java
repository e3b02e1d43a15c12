package dev.autodidact.memory;

import java.time.Instant;
import java.util.UUID;

/**
 * One remembered text.
 *
 * @param id names the entry
 * @param agent who remembers
 * @param text what is remembered; empty once it was forgotten
 * @param source where it comes from in the caller's words, or null
 * @param kind how it came into the store
 * @param trust who vouches for it
 * @param conversation the conversation it comes from, or null
 * @param message the message it comes from, or null
 * @param supersedes the entry whose place it has taken, or null
 * @param supersededBy the entry that has taken its place, or null
 * @param seen how often it was said: one more for each time that the same text came again
 * @param uses how often it was recalled
 * @param created when it was first said
 * @param lastUsed when it was last recalled, or null
 * @param forgotten when it was forgotten, or null
 * @param item the ledger item that was taught from the same words, or null
 */
public record MemoryEntry(
        UUID id,
        AgentKey agent,
        String text,
        String source,
        MemoryKind kind,
        MemoryTrust trust,
        String conversation,
        UUID message,
        UUID supersedes,
        UUID supersededBy,
        int seen,
        int uses,
        Instant created,
        Instant lastUsed,
        Instant forgotten,
        UUID item) {

    /** Whether a search may find it. */
    public boolean live() {
        return forgotten == null && supersededBy == null;
    }
}
