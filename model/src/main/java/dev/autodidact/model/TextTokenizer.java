package dev.autodidact.model;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.LibUtils;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Text to token ids and back, by the {@code tokenizer.json} of a Hugging Face model folder.
 *
 * <p>Nothing is downloaded, cut, padded or added: the ids are those of the text alone, so that a rendered prompt
 * ({@link ChatTemplate}) is encoded as it stands. Safe for use by several threads until it is closed.
 *
 * @see <a href="https://huggingface.co/docs/tokenizers">Hugging Face tokenizers</a>
 */
public final class TextTokenizer implements AutoCloseable {
    private final HuggingFaceTokenizer tokenizer;
    private final Map<String, Integer> ids;
    private final List<String> added;
    private final Set<String> specialTokens;
    private final int vocabSize;

    private TextTokenizer(HuggingFaceTokenizer tokenizer, JsonObject file) {
        this.tokenizer = tokenizer;
        this.ids = vocabulary(file.getAsJsonObject("model").get("vocab"));
        Set<String> special = new LinkedHashSet<>();
        List<String> all = new ArrayList<>();
        if (file.has("added_tokens")) {
            for (JsonElement element : file.getAsJsonArray("added_tokens")) {
                JsonObject token = element.getAsJsonObject();
                String content = token.get("content").getAsString();
                ids.put(content, token.get("id").getAsInt());
                all.add(content);
                if (token.has("special") && token.get("special").getAsBoolean()) {
                    special.add(content);
                }
            }
        }
        all.removeIf(String::isEmpty);
        all.sort(Comparator.comparingInt(String::length).reversed());
        this.added = List.copyOf(all);
        this.specialTokens = Collections.unmodifiableSet(special);
        this.vocabSize = ids.values().stream().mapToInt(id -> id + 1).max().orElse(0);
    }

    /**
     * Loads {@code tokenizer.json} from a model folder.
     *
     * @param modelFolder a folder with {@code tokenizer.json}
     * @throws IOException if the file is missing, or is no tokenizer
     */
    public static TextTokenizer load(Path modelFolder) throws IOException {
        Path file = modelFolder.resolve("tokenizer.json");
        if (!Files.isRegularFile(file)) {
            throw new IOException("no tokenizer: " + file + " does not exist");
        }
        JsonObject json;
        try (Reader reader = Files.newBufferedReader(file)) {
            json = JsonParser.parseReader(reader).getAsJsonObject();
        } catch (JsonParseException | IllegalStateException e) {
            throw new IOException("no tokenizer: " + file + " is not a JSON object", e);
        }
        HuggingFaceTokenizer tokenizer = null;
        try {
            tokenizer = HuggingFaceTokenizer.builder()
                    .optTokenizerPath(file)
                    .optAddSpecialTokens(false)
                    .optTruncation(false)
                    .optPadding(false)
                    .build();
            return new TextTokenizer(tokenizer, json);
        } catch (RuntimeException e) {
            if (tokenizer != null) {
                tokenizer.close();
            }
            throw new IOException("no tokenizer: " + file + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** Loads the native library. */
    static void warmUp() {
        Torch.start();
        LibUtils.checkStatus();
    }

    private static Map<String, Integer> vocabulary(JsonElement vocab) {
        Map<String, Integer> ids = new HashMap<>();
        if (vocab.isJsonObject()) {
            vocab.getAsJsonObject()
                    .entrySet()
                    .forEach(e -> ids.put(e.getKey(), e.getValue().getAsInt()));
        } else { // a unigram model: a list of [piece, score], the id is the place
            int id = 0;
            for (JsonElement piece : vocab.getAsJsonArray()) {
                ids.put(piece.getAsJsonArray().get(0).getAsString(), id++);
            }
        }
        return ids;
    }

    /**
     * The ids of a rendered prompt: the texts of special tokens in it become those tokens.
     *
     * @return ids [T]
     */
    public int[] encode(String text) {
        return text.isEmpty()
                ? new int[0]
                : toInts(tokenizer.encode(text, false, false).getIds());
    }

    /**
     * The ids of plain text: the text of a special (or otherwise added) token in it is spelt by ordinary tokens, as
     * text from outside must be. {@code decode(encodeOrdinary(text), false)} is the text again.
     *
     * @return ids [T]
     */
    public int[] encodeOrdinary(String text) {
        IntStream.Builder all = IntStream.builder();
        int from = 0;
        while (from < text.length()) {
            int to = endOfPlainPart(text, from);
            for (int id : encode(text.substring(from, to))) {
                all.add(id);
            }
            from = to;
        }
        return all.build().toArray();
    }

    /** The first place behind {@code from} where the text has to be cut so that no added token is left whole. */
    private int endOfPlainPart(String text, int from) {
        int cut = text.length();
        for (String token : added) {
            int at = text.indexOf(token, from);
            if (at >= 0 && token.length() > 1) {
                cut = Math.min(cut, at + token.length() - 1);
            }
        }
        boolean insideCharacter = cut < text.length() && Character.isLowSurrogate(text.charAt(cut));
        return insideCharacter && cut - 1 > from ? cut - 1 : cut;
    }

    /**
     * The text of ids.
     *
     * @param ids ids [T], each below {@link #vocabSize()}
     * @param skipSpecial whether special tokens leave no text
     */
    public String decode(int[] ids, boolean skipSpecial) {
        long[] wide = new long[ids.length];
        for (int t = 0; t < ids.length; t++) {
            if (ids[t] < 0) {
                throw new IllegalArgumentException("token id " + ids[t] + " at " + t + " is negative");
            }
            wide[t] = ids[t];
        }
        return wide.length == 0 ? "" : tokenizer.decode(wide, skipSpecial);
    }

    /** A decoder that returns text as its tokens arrive. */
    public TokenStream stream(boolean skipSpecial) {
        return new TokenStream(this, skipSpecial);
    }

    /** One more than the highest id, added tokens included; a model's embedding may have more rows than that. */
    public int vocabSize() {
        return vocabSize;
    }

    /** The id of a token as the vocabulary writes it (byte-level vocabularies write a space as {@code Ġ}), or null. */
    public Integer id(String token) {
        return ids.get(token);
    }

    /** Whether there is a token of that id. */
    boolean has(int id) {
        return ids.containsValue(id);
    }

    /** The texts of the special tokens, in the order of the file. */
    public Set<String> specialTokens() {
        return specialTokens;
    }

    @Override
    public void close() {
        tokenizer.close();
    }

    private static int[] toInts(long[] wide) {
        int[] ids = new int[wide.length];
        for (int t = 0; t < ids.length; t++) {
            ids[t] = Math.toIntExact(wide[t]);
        }
        return ids;
    }
}
