package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/**
 * Removes adapter versions that nobody may or will reach any more: first the row becomes a tombstone, then the file goes, so
 * that a crash between the two leaves a file that the next sweep finds.
 */
@ApplicationScoped
class AdapterSweep {

    private static final Logger LOG = Logger.getLogger(AdapterSweep.class);

    /** How many versions that an agent answered with before are kept, with their ancestors. */
    static final int FORMER_VERSIONS = 20;

    /** A file without a row may be one that is just being published: it is left alone for so long. */
    static final Duration STRAY_AGE = Duration.ofHours(1);

    private final Agents agents;
    private final AdapterVersions versions;
    private final AdapterStore store;
    private final Event<VersionsErased> erasures;

    AdapterSweep(Agents agents, AdapterVersions versions, AdapterStore store, Event<VersionsErased> erasures) {
        this.agents = agents;
        this.versions = versions;
        this.store = store;
        this.erasures = erasures;
    }

    /**
     * Sweeps once.
     *
     * @throws IOException when the disk refuses; sweep again
     */
    void run() throws IOException {
        for (AgentKey agent : agents.keys()) {
            versions.dropUnreferenced(agent, FORMER_VERSIONS);
        }
        AdapterVersions.Names names = versions.names();
        Instant young = Instant.now().minus(STRAY_AGE);
        Set<String> gone = new HashSet<>(names.erased());
        gone.removeAll(names.usable());
        store.deleteCopies(gone);
        Set<String> deleted = new HashSet<>();
        for (AdapterStore.StoredFile file : store.files()) {
            boolean erased = names.erased().contains(file.version());
            boolean stray = !erased && file.written().isBefore(young);
            if (!names.usable().contains(file.version()) && (erased || stray)) {
                store.delete(file.version());
                deleted.add(file.version());
            }
        }
        if (!deleted.isEmpty()) {
            LOG.infof("%d adapter files were deleted", deleted.size());
            erasures.fire(new VersionsErased(deleted));
        }
    }
}
