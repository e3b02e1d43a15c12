package dev.autodidact.agent;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.VersionsErased;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;

/** The adapters last used, parsed. A version is the hash of its bytes, so an entry can never be stale. */
@ApplicationScoped
class LoadedAdapters {

    private final AdapterStore store;
    private final LanguageModel model;
    private final int capacity;
    private final LinkedHashMap<String, Adapter> kept = new LinkedHashMap<>(16, 0.75f, true);

    LoadedAdapters(AdapterStore store, LanguageModel model, ModelSettings settings) {
        this.store = store;
        this.model = model;
        this.capacity = settings.adapterCache();
    }

    /**
     * The adapter of this version, its file's hash checked when it is read.
     *
     * @param version the version, or null for the bare base model
     * @return the adapter, or null for the bare base model
     */
    synchronized Adapter get(String version) {
        if (version == null) {
            return null;
        }
        Adapter found = kept.get(version);
        if (found == null) {
            try {
                found = Adapter.parse(model.config(), version, store.load(version));
                if (!found.finite()) {
                    throw new IllegalStateException(
                            "adapter version " + version + " holds weights that are no numbers");
                }
            } catch (IOException e) {
                throw new UncheckedIOException("adapter version " + version + " cannot be served", e);
            }
            kept.put(version, found);
            if (kept.size() > capacity) {
                kept.remove(kept.firstEntry().getKey());
            }
        }
        return found;
    }

    /** Drops what may not be served any more. */
    synchronized void forget(@Observes(notifyObserver = Reception.IF_EXISTS) VersionsErased erased) {
        kept.keySet().removeAll(erased.versions());
    }

    /** Whether a version is held in memory. */
    synchronized boolean holds(String version) {
        return kept.containsKey(version);
    }
}
