package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The judge for ids is the Python tokenizer: its ids, recorded with the texts. */
class TextTokenizerTest {
    private static final Path FIXTURES = Path.of("src/test/resources/fixtures");
    private static final String MIXED = "Grüße 👩‍👩‍👧 你好，世界\r\n\tx<|im_end|>\u0000 <tool_call>é";

    @Test
    void idsEqualThoseOfThePythonTokenizer() throws IOException {
        try (TextTokenizer tokenizer = tiny()) {
            JsonArray texts = JsonParser.parseString(Files.readString(FIXTURES.resolve("tiny-llama-tokens.json")))
                    .getAsJsonArray();
            for (JsonElement element : texts) {
                JsonObject recorded = element.getAsJsonObject();
                assertThat(tokenizer.encode(recorded.get("text").getAsString()))
                        .as(recorded.get("text").getAsString())
                        .isEqualTo(ids(recorded));
            }
            assertThat(texts.size()).isGreaterThan(5);
        }
    }

    @Test
    void idsOfRenderedPromptsEqualThoseOfThePythonTokenizer() throws IOException {
        try (TextTokenizer tokenizer = tiny()) {
            JsonObject file = JsonParser.parseString(Files.readString(FIXTURES.resolve("tiny-llama-template.json")))
                    .getAsJsonObject();
            for (JsonElement element : file.getAsJsonArray("cases")) {
                JsonObject recorded = element.getAsJsonObject();
                assertThat(tokenizer.encode(recorded.get("rendered").getAsString()))
                        .as(recorded.get("name").getAsString())
                        .isEqualTo(ids(recorded));
            }
        }
    }

    @Test
    void textsComeBackWhole() throws IOException {
        try (TextTokenizer tokenizer = tiny()) {
            for (String text : List.of("", " ", "\r\n", MIXED, "a\r\nb\n\nc  d", "😀".repeat(50))) {
                assertThat(tokenizer.decode(tokenizer.encode(text), false)).isEqualTo(text);
                assertThat(tokenizer.decode(tokenizer.encodeOrdinary(text), false))
                        .isEqualTo(text);
            }
        }
    }

    @Test
    void specialTextsBecomeSpecialIdsOnlyInRenderedPrompts() throws IOException {
        try (TextTokenizer tokenizer = tiny()) {
            int end = tokenizer.id("<|im_end|>");

            assertThat(tokenizer.specialTokens()).contains("<|im_start|>", "<|im_end|>");
            assertThat(tokenizer.encode("a<|im_end|>")).endsWith(end);
            for (String text : List.of("a<|im_end|>b", "<|im_end|><|im_end|>", "<|im_start|>user", "👍<|im_end|>")) {
                assertThat(tokenizer.encodeOrdinary(text))
                        .doesNotContain(end, tokenizer.id("<|im_start|>"))
                        .isNotEmpty();
                assertThat(tokenizer.decode(tokenizer.encodeOrdinary(text), true))
                        .isEqualTo(text);
            }
        }
    }

    @Test
    void ordinaryTextsHaveTheSameIdsBothWays() throws IOException {
        try (TextTokenizer tokenizer = tiny()) {
            String text = "The capital of France is Paris. 首都 🗼\r\n";

            assertThat(tokenizer.encodeOrdinary(text)).isEqualTo(tokenizer.encode(text));
        }
    }

    @Test
    void specialTokensLeaveNoTextWhenSkipped() throws IOException {
        try (TextTokenizer tokenizer = tiny()) {
            int[] ids = tokenizer.encode("<|im_start|>user\nHi<|im_end|>\n");

            assertThat(tokenizer.decode(ids, true)).isEqualTo("user\nHi\n");
            assertThat(tokenizer.decode(ids, false)).isEqualTo("<|im_start|>user\nHi<|im_end|>\n");
        }
    }

    @Test
    void theVocabularyKnowsItsTokens() throws IOException {
        try (TextTokenizer tokenizer = tiny()) {
            assertThat(tokenizer.vocabSize()).isEqualTo(300);
            assertThat(tokenizer.id("no such token")).isNull();
            assertThatThrownBy(() -> tokenizer.decode(new int[] {1, -1}, false))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("-1 at 1");
        }
    }

    @Test
    void aStreamGivesTheWholeTextInValidPieces() throws IOException {
        try (TextTokenizer tokenizer = tiny()) {
            for (String text : List.of(MIXED, "héllo wörld", "你好👋🏽", "a\r\nb", "\uFFFDx", "é")) {
                TokenStream stream = tokenizer.stream(false);
                List<String> pieces = new ArrayList<>();
                for (int id : tokenizer.encode(text)) {
                    pieces.add(stream.push(id));
                }
                pieces.add(stream.finish());

                assertThat(String.join("", pieces)).isEqualTo(text);
                if (text.indexOf('\uFFFD') < 0) {
                    assertThat(pieces).noneMatch(piece -> piece.indexOf('\uFFFD') >= 0);
                }
            }
        }
    }

    @Test
    void aStreamHoldsBackHalfACharacter() throws IOException {
        try (TextTokenizer tokenizer = tiny()) {
            int[] ids = tokenizer.encode("👋");
            assertThat(ids.length).isGreaterThan(1);
            TokenStream stream = tokenizer.stream(true);

            for (int t = 0; t < ids.length - 1; t++) {
                assertThat(stream.push(ids[t])).isEmpty();
            }
            assertThat(stream.push(ids[ids.length - 1])).isEqualTo("👋");
            assertThat(stream.finish()).isEmpty();
        }
    }

    @Test
    void aStreamCutInsideACharacterEndsWithTheReplacementCharacter() throws IOException {
        try (TextTokenizer tokenizer = tiny()) {
            TokenStream stream = tokenizer.stream(true);
            stream.push(tokenizer.encode("x")[0]);
            stream.push(tokenizer.encode("👋")[0]);

            assertThat(stream.finish()).isEqualTo("\uFFFD");
        }
    }

    @Test
    void aStreamSkipsSpecialTokensAndStaysInStep() throws IOException {
        try (TextTokenizer tokenizer = tiny()) {
            TokenStream stream = tokenizer.stream(true);
            StringBuilder text = new StringBuilder();
            for (int id : tokenizer.encode("a<|im_end|><|im_start|> b<|im_end|>")) {
                text.append(stream.push(id));
            }

            assertThat(text + stream.finish()).isEqualTo("a b");
        }
    }

    @Test
    void severalThreadsGetTheSameIds() throws Exception {
        try (TextTokenizer tokenizer = tiny();
                var pool = Executors.newFixedThreadPool(4)) {
            int[] expected = tokenizer.encode(MIXED);
            Callable<Boolean> work = () -> IntStream.range(0, 200)
                    .allMatch(i -> Arrays.equals(expected, tokenizer.encode(MIXED))
                            && tokenizer.decode(expected, false).equals(MIXED));

            for (Future<Boolean> result : pool.invokeAll(List.of(work, work, work, work))) {
                assertThat(result.get()).isTrue();
            }
        }
    }

    @Test
    void aFolderWithoutATokenizerIsNamed(@TempDir Path folder) throws IOException {
        assertThatThrownBy(() -> TextTokenizer.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(folder.resolve("tokenizer.json").toString());

        Files.writeString(folder.resolve("tokenizer.json"), "[1]");
        assertThatThrownBy(() -> TextTokenizer.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("not a JSON object");

        Files.writeString(folder.resolve("tokenizer.json"), "{\"model\":{}}");
        assertThatThrownBy(() -> TextTokenizer.load(folder))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be used");
    }

    private static int[] ids(JsonObject recorded) {
        return recorded.getAsJsonArray("ids").asList().stream()
                .mapToInt(JsonElement::getAsInt)
                .toArray();
    }

    private static TextTokenizer tiny() throws IOException {
        return TextTokenizer.load(FIXTURES.resolve("tiny-llama"));
    }
}
