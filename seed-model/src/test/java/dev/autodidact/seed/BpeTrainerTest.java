package dev.autodidact.seed;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class BpeTrainerTest {

    private static final CorpusData DATA = CorpusData.load();
    private static HuggingFaceTokenizer tokenizer;
    private static TokenizerFile file;

    @BeforeAll
    static void train() throws IOException {
        file = TokenizerTraining.train(DATA, 2048, 3000, 1);
        Path path = Files.createTempFile("tokenizer", ".json");
        file.write(path);
        tokenizer = HuggingFaceTokenizer.newInstance(path, Map.of("addSpecialTokens", "false", "truncation", "false"));
        Files.delete(path);
    }

    @AfterAll
    static void close() {
        tokenizer.close();
    }

    private static long[] encode(String text) {
        return tokenizer.encode(text).getIds();
    }

    private static String decode(long[] ids) {
        return tokenizer.decode(ids, false);
    }

    @Test
    void theVocabularyIsFullAndTheSameTextsGiveTheSameFile() {
        assertThat(file.vocabulary()).hasSize(2048).doesNotHaveDuplicates();
        assertThat(TokenizerTraining.train(DATA, 2048, 3000, 1).json()).isEqualTo(file.json());
    }

    @Test
    void everyTextComesBack() {
        for (String text : List.of(
                "What is my cat called?",
                "Zoé isst Brötchen \uD83D\uDE00\uD83D\uDC68\u200D\uD83D\uDC67 日本語 Привет",
                "tab\tand  two spaces\r\n\n end ",
                "x = {\"a\": [1, 2.5], 'b': None} # \\n \\u00e9",
                "")) {
            assertThat(decode(encode(text))).isEqualTo(text);
        }
        CorpusGenerator generator = new CorpusGenerator(DATA, CorpusMix.full());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
        for (int i = 0; i < 300; i++) {
            String text = generator.next(random, 1).text();
            assertThat(decode(encode(text))).isEqualTo(text);
        }
    }

    @Test
    void theMarkersAreSingleTokens() {
        assertThat(encode("<|im_start|>user\n")).hasSize(1);
        assertThat(encode("<|im_start|>assistant\n")).hasSize(1);
        assertThat(encode("<|im_end|>")).hasSize(1);
        assertThat(encode("<tool_call>{\"name\":\"learn\",\"arguments\":{\"topic\":\"").length)
                .isLessThanOrEqualTo(10);
        for (int id = 0; id < TokenizerFile.MARKERS.size(); id++) {
            assertThat(encode(TokenizerFile.MARKERS.get(id))).containsExactly(id);
        }
    }

    @Test
    void aContentWordHasTheSameTokensAfterASpaceAQuoteAndAtTheStart() {
        List<String> words =
                new ArrayList<>(List.of("Zorbel", "red", "engineer", "8443", "b4nana9", "Whiskers", "pizza"));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(4);
        for (int i = 0; i < 200; i++) {
            words.add(DATA.names().name(random, Split.HELD));
            words.add(DATA.names().word(random, Split.TRAIN));
            words.add(Pick.one(random, DATA.lists().list("word")));
        }
        long[] space = encode("is ");
        for (String word : words) {
            long[] alone = encode(word);
            assertThat(encode("is " + word)).as(word).endsWith(alone).hasSize(space.length + alone.length);
            long[] quoted = encode("\"" + word);
            assertThat(Arrays.copyOfRange(quoted, quoted.length - alone.length, quoted.length))
                    .as(word)
                    .isEqualTo(alone);
            assertThat(Arrays.copyOf(encode(word + "<|im_end|>"), alone.length))
                    .as(word)
                    .isEqualTo(alone);
            assertThat(Arrays.copyOf(encode(word + " is"), alone.length))
                    .as(word)
                    .isEqualTo(alone);
        }
    }

    @Test
    void aFrequentTemplateWordTakesItsSpace() {
        assertThat(TemplateWords.of(DATA)).hasSizeLessThanOrEqualTo(250).contains("the", "is", "what", "called", "of");
        assertThat(encode("What is the")).hasSize(3);
    }

    @Test
    void noTemplateWordIsPartOfAValue() {
        Set<String> template = new HashSet<>(TemplateWords.of(DATA));
        template.removeAll(Set.of(
                "a", "an", "the", "in", "on", "at", "of", "to", "and", "under", "next", "for", "with", "am", "by",
                "behind"));
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(6);
        FactPicker picker = new FactPicker(DATA, Split.TRAIN);
        Pattern apart = Pattern.compile("[^a-z]+");
        for (int i = 0; i < 20_000; i++) {
            Fact fact = picker.fact(random);
            // a lower-case word inside an address or a code is no word of its own
            if (!fact.value().matches(".*[@0-9/._:-].*")) {
                for (String word : apart.split(fact.value().replaceAll("[A-Z][a-z]*", " "))) {
                    assertThat(template.contains(word))
                            .as(word + " in " + fact.value())
                            .isFalse();
                }
            }
        }
    }

    @Test
    void spansTokenizeAsTheWholeTextDoes() {
        CorpusGenerator generator = new CorpusGenerator(DATA, CorpusMix.full());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(5);
        for (int i = 0; i < 200; i++) {
            Document document = generator.next(random, 1);
            long[] joined = document.spans().stream()
                    .flatMapToLong(span -> Arrays.stream(encode(span.text())))
                    .toArray();
            assertThat(joined).isEqualTo(encode(document.text()));
        }
    }
}
