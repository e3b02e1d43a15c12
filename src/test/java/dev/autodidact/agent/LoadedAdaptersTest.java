package dev.autodidact.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.ModelConfig;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.VersionsErased;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadedAdaptersTest {

    private static final ModelConfig SHAPE = new ModelConfig(8, 1, 1, 1, 8, 8, 16, 1e-5, 10_000, 64, true, Set.of(0));
    private static final int CAPACITY = 16;

    @TempDir
    Path home;

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

    private List<String> registered(AdapterStore store, int count) throws IOException {
        Files.createDirectories(home.resolve("adapters"));
        List<String> versions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Adapter adapter = Adapter.initial(SHAPE, new LoraConfig(2, 4), i);
            versions.add(adapter.version());
            // without the syncs of a publication, which are not looked at here
            Files.write(store.path(adapter.version()), adapter.bytes());
        }
        return versions;
    }

    @Test
    void ofTenThousandRegisteredAdaptersOnlyAsManyAsAllowedAreInMemory() throws IOException {
        AdapterStore store = new AdapterStore(home);
        List<String> versions = registered(store, 10_000);
        LoadedAdapters adapters = LoadedAdapters.of(store, SHAPE, CAPACITY, meters);
        SplittableRandom random = new SplittableRandom(7);
        long[] nanos = new long[20_000];
        for (int i = 0; i < nanos.length; i++) {
            String version = versions.get(random.nextInt(versions.size()));
            long start = System.nanoTime();
            assertThat(adapters.get(version).version()).isEqualTo(version);
            nanos[i] = System.nanoTime() - start;
            assertThat(meters.get("autodidact.adapters.resident").gauge().value())
                    .isLessThanOrEqualTo(CAPACITY);
        }
        Arrays.sort(nanos);
        System.out.printf(
                "10000 adapters, %d loads: p50 %.3f ms, p99 %.3f ms%n",
                nanos.length, nanos[10_000] / 1e6, nanos[19_800] / 1e6);
        assertThat(meters.get("autodidact.adapters.evictions").counter().count())
                .isGreaterThan(10_000);
    }

    @Test
    void manyWhoAskForOneAdapterReadItOnce() throws Exception {
        AdapterStore store = new AdapterStore(home);
        String version = registered(store, 1).getFirst();
        LoadedAdapters adapters = LoadedAdapters.of(store, SHAPE, CAPACITY, meters);
        try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Callable<Adapter>> callers = new ArrayList<>();
            for (int i = 0; i < 64; i++) {
                callers.add(() -> adapters.get(version));
            }
            Set<Adapter> seen = new java.util.HashSet<>();
            for (Future<Adapter> answer : threads.invokeAll(callers)) {
                seen.add(answer.get());
            }
            assertThat(seen).hasSize(1);
        }
        assertThat(meters.get("autodidact.adapters.load").timer().count()).isEqualTo(1);
    }

    @Test
    void whatCannotBeReadIsAskedForAgain() throws IOException {
        AdapterStore store = new AdapterStore(home);
        String version = registered(store, 1).getFirst();
        byte[] bytes = Files.readAllBytes(store.path(version));
        Files.write(store.path(version), new byte[] {1});
        LoadedAdapters adapters = LoadedAdapters.of(store, SHAPE, CAPACITY, meters);
        assertThatThrownBy(() -> adapters.get(version)).isInstanceOf(UncheckedIOException.class);
        assertThat(adapters.holds(version)).isFalse();
        Files.write(store.path(version), bytes);
        assertThat(adapters.get(version).version()).isEqualTo(version);
        adapters.forget(new VersionsErased(Set.of(version)));
        assertThat(adapters.holds(version)).isFalse();
    }
}
