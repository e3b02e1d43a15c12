package dev.autodidact.agent;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.ModelConfig;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.VersionsErased;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The adapters last used, parsed. A version is the hash of its bytes, so an entry can never be stale. One that is not there
 * is read by the first that asks for it, while those who ask for others go on.
 */
@ApplicationScoped
class LoadedAdapters {

    private final AdapterStore store;
    private final LanguageModel model;
    private final ModelConfig shape;
    private final int capacity;
    private final LinkedHashMap<String, CompletableFuture<Adapter>> kept = new LinkedHashMap<>(16, 0.75f, true);
    private final Counter hits;
    private final Counter misses;
    private final Counter evictions;
    private final Timer loads;

    @Inject
    LoadedAdapters(AdapterStore store, LanguageModel model, ModelSettings settings, MeterRegistry meters) {
        this(store, model, null, settings.adapterCache(), meters);
    }

    private LoadedAdapters(
            AdapterStore store, LanguageModel model, ModelConfig shape, int capacity, MeterRegistry meters) {
        this.store = store;
        this.model = model;
        this.shape = shape;
        this.capacity = capacity;
        this.hits = meters.counter("autodidact.adapters.cache", "result", "hit");
        this.misses = meters.counter("autodidact.adapters.cache", "result", "miss");
        this.evictions = meters.counter("autodidact.adapters.evictions");
        this.loads = meters.timer("autodidact.adapters.load");
        meters.gauge("autodidact.adapters.resident", this, LoadedAdapters::resident);
        meters.gauge("autodidact.adapters.capacity", this, self -> self.capacity);
    }

    /** For adapters of this shape, without a model. */
    static LoadedAdapters of(AdapterStore store, ModelConfig shape, int capacity, MeterRegistry meters) {
        return new LoadedAdapters(store, null, shape, capacity, meters);
    }

    /**
     * The adapter of this version, its file's hash checked when it is read.
     *
     * @param version the version, or null for the bare base model
     * @return the adapter, or null for the bare base model
     */
    Adapter get(String version) {
        if (version == null) {
            return null;
        }
        CompletableFuture<Adapter> mine = new CompletableFuture<>();
        CompletableFuture<Adapter> found = find(version, mine);
        if (found == mine) {
            try {
                mine.complete(loads.recordCallable(() -> load(version)));
            } catch (Throwable e) {
                drop(version, mine);
                mine.completeExceptionally(e);
            }
        }
        try {
            return found.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private synchronized CompletableFuture<Adapter> find(String version, CompletableFuture<Adapter> mine) {
        CompletableFuture<Adapter> there = kept.get(version);
        if (there != null) {
            hits.increment();
            return there;
        }
        misses.increment();
        kept.put(version, mine);
        if (kept.size() > capacity) {
            kept.pollFirstEntry();
            evictions.increment();
        }
        return mine;
    }

    private Adapter load(String version) {
        try {
            Adapter adapter = Adapter.verified(shape == null ? model.config() : shape, version, store.load(version));
            if (!adapter.finite()) {
                throw new IllegalStateException("adapter version " + version + " holds weights that are no numbers");
            }
            return adapter;
        } catch (IOException e) {
            throw new UncheckedIOException("adapter version " + version + " cannot be served", e);
        }
    }

    private synchronized void drop(String version, CompletableFuture<Adapter> mine) {
        kept.remove(version, mine);
    }

    /** Drops what may not be served any more. */
    synchronized void forget(@Observes(notifyObserver = Reception.IF_EXISTS) VersionsErased erased) {
        kept.keySet().removeAll(erased.versions());
    }

    /** Whether a version is held in memory. */
    synchronized boolean holds(String version) {
        return kept.containsKey(version);
    }

    private synchronized int resident() {
        return kept.size();
    }
}
