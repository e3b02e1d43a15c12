package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Greedy texts against transformers' generate in f32, token for token. */
class GoldenGreedyTest {
    @Test
    void theTinyModelWritesTheSame32Tokens() {
        List<JsonElement> base = Tiny.GOLDEN.getAsJsonArray("sequences").asList();
        List<JsonElement> adapted =
                Tiny.GOLDEN.getAsJsonObject("lora").getAsJsonArray("sequences").asList();
        for (int s = 0; s < base.size(); s++) {
            int[] prompt = Fixture.ints(base.get(s).getAsJsonObject().get("ids"));
            assertThat(Tiny.greedy(prompt, null, 32).tokens())
                    .isEqualTo(Fixture.ints(base.get(s).getAsJsonObject().get("greedy")));
            assertThat(Tiny.greedy(prompt, Tiny.adapter(), 32).tokens())
                    .isEqualTo(Fixture.ints(adapted.get(s).getAsJsonObject().get("greedy")));
        }
    }

    @Test
    void miniMindContinuesTwentyChatPromptsTheSameWay() {
        try (LanguageModel model = LanguageModel.load(Fixture.minimind())) {
            Set<Integer> stop = model.config().eosIds();
            assertThat(stop).contains(2);
            List<GenerationRequest> requests = new ArrayList<>();
            List<int[]> expected = new ArrayList<>();
            for (JsonElement element : Fixture.json("minimind-greedy.json").getAsJsonArray()) {
                JsonObject prompt = element.getAsJsonObject();
                int[] ids = Fixture.ints(prompt.get("ids"));
                assertThat(model.tokenizer().encode(prompt.get("rendered").getAsString()))
                        .isEqualTo(ids);
                int[] greedy = Fixture.ints(prompt.get("greedy"));
                boolean stopped = greedy[greedy.length - 1] == 2;
                int[] tokens = stopped ? Arrays.copyOf(greedy, greedy.length - 1) : greedy;
                GenerationRequest request = new GenerationRequest(ids, null, Sampling.greedy(), 64, stop);
                Completion ours = model.generate(request, Precision.F32, token -> true);
                assertThat(ours.tokens()).as(prompt.get("answer").getAsString()).isEqualTo(tokens);
                assertThat(ours.finish()).isEqualTo(stopped ? Completion.Finish.STOP : Completion.Finish.LENGTH);
                assertThat(model.tokenizer().decode(greedy, false))
                        .isEqualTo(prompt.get("answer").getAsString());
                requests.add(request);
                expected.add(tokens);
            }
            assertThat(requests).hasSize(20);
            List<Completion> together = model.generate(requests, Precision.F32);
            for (int i = 0; i < requests.size(); i++) {
                assertThat(together.get(i).tokens())
                        .as("prompt %d of the batch", i)
                        .isEqualTo(expected.get(i));
            }
        }
    }

    @Test
    void miniMindWritesTheSame128TokensAfterFiftyPrompts() {
        try (LanguageModel model = LanguageModel.load(Fixture.minimind())) {
            List<JsonElement> prompts =
                    Fixture.json("minimind-greedy-50.json").getAsJsonArray().asList();
            assertThat(prompts).hasSize(50);
            List<GenerationRequest> requests = prompts.stream()
                    .map(p -> new GenerationRequest(
                            Fixture.ints(p.getAsJsonObject().get("ids")), null, Sampling.greedy(), 128, Set.of(2)))
                    .toList();
            List<Completion> ours = model.generate(requests, Precision.F32);
            for (int i = 0; i < prompts.size(); i++) {
                int[] theirs = Fixture.ints(prompts.get(i).getAsJsonObject().get("greedy"));
                boolean stopped = theirs[theirs.length - 1] == 2;
                assertThat(ours.get(i).tokens())
                        .as("prompt %d", i)
                        .isEqualTo(stopped ? Arrays.copyOf(theirs, theirs.length - 1) : theirs);
            }
        }
    }
}
