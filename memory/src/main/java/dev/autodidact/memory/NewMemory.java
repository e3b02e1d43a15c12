package dev.autodidact.memory;

import java.util.UUID;

/**
 * What is to be remembered.
 *
 * @param text the text
 * @param source where it comes from in the caller's words, or null
 * @param kind how it comes into the store
 * @param trust who vouches for it
 * @param conversation the conversation it comes from, or null
 * @param message the message it comes from, or null
 * @param supersedes the entry whose place it takes, or null
 */
public record NewMemory(
        String text,
        String source,
        MemoryKind kind,
        MemoryTrust trust,
        String conversation,
        UUID message,
        UUID supersedes) {

    /** A note without a past. */
    public static NewMemory note(String text, MemoryTrust trust) {
        return new NewMemory(text, null, MemoryKind.NOTE, trust, null, null, null);
    }
}
