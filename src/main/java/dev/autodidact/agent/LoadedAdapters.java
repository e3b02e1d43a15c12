package dev.autodidact.agent;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.AdapterStack;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.ModelConfig;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.EditPolicy;
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
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * The adapters last used, parsed. A version is the hash of its bytes, so an entry can never be stale. One that is not there
 * is read by the first that asks for it, while those who ask for others go on.
 */
@ApplicationScoped
class LoadedAdapters {

    private final AdapterStore store;
    private final EditPolicy policies;
    private final LanguageModel model;
    private final ModelConfig shape;
    private final int capacity;
    private final LinkedHashMap<String, CompletableFuture<Adapter>> kept = new LinkedHashMap<>(16, 0.75f, true);
    // a few names for each version that has learned under a policy; until the version is erased
    private final Map<String, Set<String>> stacks = new HashMap<>();
    private final Counter hits;
    private final Counter misses;
    private final Counter evictions;
    private final Timer loads;

    @Inject
    LoadedAdapters(
            AdapterStore store,
            EditPolicy policies,
            LanguageModel model,
            ModelSettings settings,
            MeterRegistry meters) {
        this(store, policies, model, null, settings.adapterCache(), meters);
    }

    private LoadedAdapters(
            AdapterStore store,
            EditPolicy policies,
            LanguageModel model,
            ModelConfig shape,
            int capacity,
            MeterRegistry meters) {
        this.store = store;
        this.policies = policies;
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
        return new LoadedAdapters(store, null, null, shape, capacity, meters);
    }

    /**
     * The adapter of this version, its file's hash checked when it is read.
     *
     * @param version the version, or null for the bare base model
     * @return the adapter, or null for the bare base model
     */
    Adapter get(String version) {
        return version == null ? null : kept(version, () -> load(version));
    }

    /**
     * An adapter with a policy under it: their sum, under a version of its own, so that no cache mixes it with either.
     *
     * @param version the adapter version, or null for the bare base model
     * @param policy the policy's version, or null for none
     */
    Adapter get(String version, String policy) {
        if (policy == null) {
            return get(version);
        }
        Adapter under = kept(policy, () -> parse(policy, policies.load(policy)));
        if (version == null) {
            return under;
        }
        Adapter over = get(version);
        Adapter stack = kept(version + "+" + policy, () -> AdapterStack.of(model.config(), List.of(under, over)));
        synchronized (this) {
            stacks.computeIfAbsent(version, v -> new HashSet<>()).add(stack.version());
        }
        return stack;
    }

    private Adapter kept(String version, Callable<Adapter> load) {
        CompletableFuture<Adapter> mine = new CompletableFuture<>();
        CompletableFuture<Adapter> found = find(version, mine);
        if (found == mine) {
            try {
                mine.complete(loads.recordCallable(load));
            } catch (IOException e) {
                drop(version, mine);
                mine.completeExceptionally(
                        new UncheckedIOException("adapter version " + version + " cannot be served", e));
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

    private Adapter load(String version) throws IOException {
        return parse(version, store.load(version));
    }

    private Adapter parse(String version, byte[] bytes) {
        Adapter adapter = Adapter.verified(shape == null ? model.config() : shape, version, bytes);
        if (!adapter.finite()) {
            throw new IllegalStateException("adapter version " + version + " holds weights that are no numbers");
        }
        return adapter;
    }

    private synchronized void drop(String version, CompletableFuture<Adapter> mine) {
        kept.remove(version, mine);
    }

    /** Drops what may not be served any more. */
    synchronized void forget(@Observes(notifyObserver = Reception.IF_EXISTS) VersionsErased erased) {
        kept.keySet().removeIf(name -> erased.versions().contains(name.contains("+") ? name.substring(0, 64) : name));
    }

    /** The stacks that were made on these versions; they are forgotten here. */
    synchronized Set<String> stacksOn(Set<String> versions) {
        Set<String> found = new HashSet<>();
        for (String version : versions) {
            Set<String> made = stacks.remove(version);
            if (made != null) {
                found.addAll(made);
            }
        }
        return found;
    }

    /** Whether a version is held in memory. */
    synchronized boolean holds(String version) {
        return kept.containsKey(version);
    }

    private synchronized int resident() {
        return kept.size();
    }
}
