package dev.autodidact.memory;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the memory. */
@ConfigMapping(prefix = "autodidact.memory")
public interface MemorySettings {

    /** Whether what people say in chats becomes entries of itself; without it only what was asked to be remembered does. */
    @WithDefault("true")
    boolean episodes();

    /** Characters of one entry at most. */
    @WithDefault("4000")
    int maxTextChars();

    /** Characters of a query at most. */
    @WithDefault("1000")
    int maxQueryChars();

    /** Entries that one recall gives the model at most. */
    @WithDefault("5")
    int recallResults();

    /** Characters of all texts that one recall gives the model at most: they share its window with the conversation. */
    @WithDefault("800")
    int recallChars();

    /** Candidates of each of the two searches, before their ranks are joined. */
    @WithDefault("50")
    int candidates();

    /** How often the index looks for changes that other nodes have made. */
    @WithDefault("1s")
    Duration poll();

    /** How long a search waits for the index to hold what was stored before it. */
    @WithDefault("2s")
    Duration freshness();

    /** How often the index is brought to the disk; after a crash the changes since are read from the database again. */
    @WithDefault("10s")
    Duration commit();

    /** Notes that one agent may be given in an hour; what is said in chats is not counted. */
    @WithDefault("100000")
    int notesPerAgentPerHour();

    /** Entries that one agent may hold. */
    @WithDefault("1000000")
    int entriesPerAgent();

    /**
     * After so many recalls an entry is taught to the weights; 0: never. Only what an operator or a person said is, and only
     * as a statement, through the same queue, quotas and gate as all else.
     */
    @WithDefault("0")
    int promoteAfterUses();
}
