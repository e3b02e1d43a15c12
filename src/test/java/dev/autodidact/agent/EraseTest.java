package dev.autodidact.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.autodidact.sft.AdapterStore;
import dev.autodidact.web.Pupil;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Exact erasure with the real engine. */
@QuarkusTest
@TestProfile(EraseTest.OpenGate.class)
class EraseTest {

    private static final int WAIT_MS = 120_000;

    /** A random model forgets what it never knew; here it is the bytes that count. */
    public static class OpenGate extends TinyModelProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.put("autodidact.recipe.consolidate-every", "3");
            config.put("autodidact.gate.min-acquired", "0");
            config.put("autodidact.gate.max-damaged", "1");
            config.put("autodidact.gate.max-leaked", "1");
            config.put("autodidact.gate.max-changed", "1");
            config.put("autodidact.gate.max-divergence", "1000");
            return config;
        }
    }

    @Inject
    AdapterStore store;

    @Inject
    LoadedAdapters loaded;

    private static String learn(Pupil pupil, int i) {
        return pupil.learn("code " + i + "?", String.valueOf(i));
    }

    @Test
    void theWeightsAfterARetractionEqualThoseOfARunThatNeverSawTheItem() {
        Pupil never = Pupil.make();
        Pupil once = Pupil.make();
        learn(never, 1);
        learn(never, 3);
        learn(never, 4);
        learn(once, 1);
        String second = learn(once, 2);
        String holding = once.adapter();
        learn(once, 3);
        learn(once, 4);
        assertThat(once.adapter()).isNotEqualTo(never.adapter());
        once.retract(second, WAIT_MS).statusCode(200).body("state", equalTo("published"));
        assertThat(once.adapter()).isEqualTo(never.adapter());
        assertThat(once.erased()).hasSize(3).contains(holding).allSatisfy(version -> {
            awaitGone(version);
            assertThat(store.path(version)).doesNotExist();
            assertThat(loaded.holds(version)).isFalse();
        });
    }

    /** The worker deletes files right after the publication. */
    private void awaitGone(String version) {
        for (int i = 0; i < 1_000_000 && (loaded.holds(version) || Files.exists(store.path(version))); i++) {
            Thread.onSpinWait();
        }
    }

    @Test
    void twentyRebuildsMakeOneVersion() {
        Set<String> versions = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            Pupil pupil = Pupil.make();
            String first = learn(pupil, 1);
            learn(pupil, 2);
            pupil.retract(first, WAIT_MS).statusCode(200).body("state", equalTo("published"));
            versions.add(pupil.adapter());
        }
        assertThat(versions).hasSize(1);
    }

    @Test
    void aRebuiltVersionIsCheckedLikeAnyOther() throws Exception {
        Pupil pupil = Pupil.make();
        String first = learn(pupil, 5);
        learn(pupil, 6);
        pupil.retract(first, WAIT_MS).statusCode(200);
        String version = pupil.adapter();
        Path file = store.path(version);
        byte[] whole = Files.readAllBytes(file);
        byte[] broken = whole.clone();
        broken[whole.length / 2] ^= 1;
        pupil.rollBack();
        Files.write(file, broken);
        pupil.activate(version).statusCode(500).body("error.code", equalTo("adapter_corrupt"));
        Files.write(file, whole);
        pupil.activate(version).statusCode(200);
        assertThat(pupil.versions()).isEqualTo(List.of(version));
    }
}
