package dev.autodidact.memory;

import java.util.Set;
import java.util.UUID;

/**
 * Which entries of an agent a search may find.
 *
 * @param kind only of this kind, or null
 * @param source only from this source, or null
 * @param conversation only from this conversation, or null
 * @param exceptMessages none that come from these messages: those that the model sees anyway
 */
public record MemoryFilter(MemoryKind kind, String source, String conversation, Set<UUID> exceptMessages) {

    /** All entries of the agent. */
    public static final MemoryFilter ALL = new MemoryFilter(null, null, null, Set.of());

    public MemoryFilter {
        exceptMessages = Set.copyOf(exceptMessages);
    }

    /** All but those that come from these messages. */
    public static MemoryFilter except(Set<UUID> messages) {
        return new MemoryFilter(null, null, null, messages);
    }

    /** Whether the index has nothing to leave out: of which message an entry is it does not know. */
    boolean everything() {
        return kind == null && source == null && conversation == null;
    }

    boolean admits(MemoryEntry entry) {
        return entry.live()
                && (kind == null || entry.kind() == kind)
                && (source == null || source.equals(entry.source()))
                && (conversation == null || conversation.equals(entry.conversation()))
                && (entry.message() == null || !exceptMessages.contains(entry.message()));
    }
}
