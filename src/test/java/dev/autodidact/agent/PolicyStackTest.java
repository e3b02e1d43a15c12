package dev.autodidact.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.AdapterStack;
import dev.autodidact.model.ChatTurn;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.Sampling;
import dev.autodidact.sft.AdapterStore;
import dev.autodidact.sft.VersionsErased;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Policies under adapters with the real engine. */
@QuarkusTest
@TestProfile(TinyModelProfile.class)
class PolicyStackTest {

    @Inject
    LanguageModel model;

    @Inject
    AdapterStore store;

    @Inject
    LoadedAdapters adapters;

    @Inject
    TextGenerator generator;

    private Adapter adapter(int rank, long seed) {
        LoraConfig lora = new LoraConfig(rank, 2 * rank);
        float[] values = Adapter.initial(model.config(), lora, seed).values();
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) (0.3 * (random.nextDouble() - 0.5));
        }
        return Adapter.of(model.config(), lora, values);
    }

    private GeneratedText text(String version, String policy) {
        return generator.generate(
                new GenerationPrompt(
                        List.of(ChatTurn.user(
                                "Learn this document, which is long enough to be cached: the code is 8.")),
                        List.of(),
                        version,
                        policy,
                        new GenerationOptions("default", Sampling.greedy(), 24, List.of(), -1, null)),
                piece -> true);
    }

    @Test
    void aStackAnswersLikeTheSumAndIsCachedApartFromBoth() throws Exception {
        Adapter knowledge = adapter(4, 1);
        Adapter policy = adapter(2, 2);
        Adapter sum = AdapterStack.of(model.config(), List.of(policy, knowledge));
        store.put(knowledge.bytes());
        store.put(sum.bytes());
        store.beside("policy").put(policy.bytes());
        store.put(policy.bytes());
        String alone = text(knowledge.version(), null).text();
        GeneratedText stacked = text(knowledge.version(), policy.version());
        assertThat(stacked.cachedTokens()).as("nothing of the knowledge's keys").isZero();
        assertThat(stacked.text()).isEqualTo(text(sum.version(), null).text()).isNotEqualTo(alone);
        assertThat(text(knowledge.version(), policy.version()).cachedTokens()).isPositive();
        assertThat(text(knowledge.version(), null).text()).isEqualTo(alone);
        assertThat(text(null, policy.version()).text())
                .isEqualTo(text(policy.version(), null).text());

        adapters.forget(new VersionsErased(Set.of(knowledge.version())));
        assertThat(adapters.holds(knowledge.version() + "+" + policy.version())).isFalse();
        assertThat(adapters.stacksOn(Set.of(knowledge.version()))).containsExactly(sum.version());
        assertThat(adapters.stacksOn(Set.of(knowledge.version()))).isEmpty();
    }

    @Test
    void aPolicyWhoseFileIsBrokenIsNotServed() throws Exception {
        Adapter policy = adapter(2, 3);
        AdapterStore policies = store.beside("policy");
        policies.put(policy.bytes());
        Files.write(policies.path(policy.version()), new byte[] {1});
        assertThatThrownBy(() -> text(null, policy.version()))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining(policy.version());
    }
}
