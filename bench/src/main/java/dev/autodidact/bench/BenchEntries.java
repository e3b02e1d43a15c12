package dev.autodidact.bench;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.MemoryEntry;
import dev.autodidact.memory.MemoryKind;
import dev.autodidact.memory.MemoryTrust;
import java.time.Instant;
import java.util.UUID;

/** Entries of one agent with numbers for ids, as the benches put them into an index. */
final class BenchEntries {
    static final AgentKey AGENT = AgentKey.of("bench");

    private BenchEntries() {}

    /** What a person said as the stream's sentence of this number. */
    static MemoryEntry entry(int number, String text) {
        return new MemoryEntry(
                new UUID(0, number),
                AGENT,
                text,
                null,
                MemoryKind.EPISODE,
                MemoryTrust.USER,
                null,
                null,
                null,
                null,
                1,
                0,
                Instant.EPOCH,
                null,
                null,
                null);
    }

    static int number(UUID id) {
        return (int) id.getLeastSignificantBits();
    }
}
