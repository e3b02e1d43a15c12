package dev.autodidact.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Shape of a Llama-family decoder, as {@code config.json} of a Hugging Face folder gives it.
 *
 * @param hidden E, width of the residual stream
 * @param layers number of blocks
 * @param heads H, query heads
 * @param kvHeads key/value heads; divides {@code heads}
 * @param headDim width of one head
 * @param feedForward inner width of the SwiGLU block
 * @param vocabulary V
 * @param normEps epsilon of RMSNorm
 * @param ropeTheta base of the rotary frequencies
 * @param maxPositions longest sequence the model was made for
 * @param tied whether the output head is the embedding matrix
 * @param eosIds token ids that end a turn
 */
public record ModelConfig(
        int hidden,
        int layers,
        int heads,
        int kvHeads,
        int headDim,
        int feedForward,
        int vocabulary,
        double normEps,
        double ropeTheta,
        int maxPositions,
        boolean tied,
        Set<Integer> eosIds) {

    /** The seven linear layers of a block, in weight order. */
    static final String[] LINEARS = {
        "self_attn.q_proj",
        "self_attn.k_proj",
        "self_attn.v_proj",
        "self_attn.o_proj",
        "mlp.gate_proj",
        "mlp.up_proj",
        "mlp.down_proj"
    };

    /** Checks the divisibility and the signs. */
    public ModelConfig {
        if (Math.min(Math.min(hidden, layers), Math.min(heads, kvHeads)) <= 0
                || Math.min(Math.min(headDim, feedForward), Math.min(vocabulary, maxPositions)) <= 0) {
            throw new ModelFormatException("config.json: all sizes must be positive");
        }
        if (heads % kvHeads != 0) {
            throw new ModelFormatException("config.json: num_attention_heads " + heads
                    + " is not a multiple of num_key_value_heads " + kvHeads);
        }
        if (headDim % 2 != 0) {
            throw new ModelFormatException("config.json: head_dim " + headDim + " must be even for rotary positions");
        }
        eosIds = Set.copyOf(eosIds);
    }

    /** Output and input width of each of the seven linear layers, in the order of {@link #LINEARS}. */
    int[][] linearShapes() {
        int q = heads * headDim;
        int kv = kvHeads * headDim;
        return new int[][] {
            {q, hidden},
            {kv, hidden},
            {kv, hidden},
            {hidden, q},
            {feedForward, hidden},
            {feedForward, hidden},
            {hidden, feedForward}
        };
    }

    /** Number of parameters in matrices that take part in a product, the output head included. */
    public long matrixParameters() {
        long sum = (long) vocabulary * hidden;
        for (int[] shape : linearShapes()) {
            sum += (long) layers * shape[0] * shape[1];
        }
        return sum;
    }

    /** Number of stored parameters. */
    public long parameters() {
        return matrixParameters() + (tied ? 0 : (long) vocabulary * hidden) + (2L * layers + 1) * hidden;
    }

    /**
     * Reads {@code config.json} (and the end-of-turn ids of {@code generation_config.json}, where it exists).
     *
     * @throws ModelFormatException if the file is missing, is no JSON, or asks for maths this decoder does not have
     */
    public static ModelConfig read(Path folder) {
        Path file = folder.resolve("config.json");
        try {
            return read(folder, file, readJson(file));
        } catch (NumberFormatException | IllegalStateException | UnsupportedOperationException | ClassCastException e) {
            throw new ModelFormatException(file + ": a field has the wrong type (" + e.getMessage() + ")", e);
        }
    }

    private static ModelConfig read(Path folder, Path file, JsonObject json) {
        String type = json.has("model_type") ? json.get("model_type").getAsString() : "?";
        if (!type.equals("llama")) {
            throw new ModelFormatException(file + ": model_type is '" + type + "', supported: llama");
        }
        refuse(file, json, "rope_scaling");
        refuse(file, json, "quantization_config");
        for (String flag : new String[] {"attention_bias", "mlp_bias"}) {
            if (json.has(flag) && json.get(flag).getAsBoolean()) {
                throw new ModelFormatException(file + ": " + flag + " is true, this decoder has no biases");
            }
        }
        String act = json.has("hidden_act") ? json.get("hidden_act").getAsString() : "silu";
        if (!act.equals("silu")) {
            throw new ModelFormatException(file + ": hidden_act is '" + act + "', supported: silu");
        }
        int hidden = integer(file, json, "hidden_size");
        int heads = integer(file, json, "num_attention_heads");
        Set<Integer> eos = new LinkedHashSet<>();
        addIds(json.get("eos_token_id"), eos);
        Path generation = folder.resolve("generation_config.json");
        if (Files.exists(generation)) {
            addIds(readJson(generation).get("eos_token_id"), eos);
        }
        return new ModelConfig(
                hidden,
                integer(file, json, "num_hidden_layers"),
                heads,
                present(json, "num_key_value_heads") ? integer(file, json, "num_key_value_heads") : heads,
                present(json, "head_dim") ? integer(file, json, "head_dim") : hidden / Math.max(1, heads),
                integer(file, json, "intermediate_size"),
                integer(file, json, "vocab_size"),
                present(json, "rms_norm_eps") ? json.get("rms_norm_eps").getAsDouble() : 1e-6,
                ropeTheta(json),
                present(json, "max_position_embeddings") ? integer(file, json, "max_position_embeddings") : 2048,
                present(json, "tie_word_embeddings")
                        && json.get("tie_word_embeddings").getAsBoolean(),
                eos);
    }

    private static double ropeTheta(JsonObject json) {
        if (present(json, "rope_theta")) {
            return json.get("rope_theta").getAsDouble();
        }
        // transformers 5 writes {"rope_parameters": {"rope_theta": …, "rope_type": "default"}}
        if (present(json, "rope_parameters")) {
            JsonObject rope = json.getAsJsonObject("rope_parameters");
            if (present(rope, "rope_type")
                    && !rope.get("rope_type").getAsString().equals("default")) {
                throw new ModelFormatException(
                        "config.json: rope_type is '" + rope.get("rope_type").getAsString() + "', supported: default");
            }
            if (present(rope, "rope_theta")) {
                return rope.get("rope_theta").getAsDouble();
            }
        }
        return 10000.0;
    }

    private static void refuse(Path file, JsonObject json, String key) {
        if (present(json, key)) {
            throw new ModelFormatException(file + ": " + key + " is set, which this decoder does not compute");
        }
    }

    private static void addIds(JsonElement element, Set<Integer> ids) {
        if (element == null || element.isJsonNull()) {
            return;
        }
        if (element instanceof JsonArray array) {
            array.forEach(e -> ids.add(e.getAsInt()));
        } else {
            ids.add(element.getAsInt());
        }
    }

    private static boolean present(JsonObject json, String key) {
        return json.has(key) && !json.get(key).isJsonNull();
    }

    private static int integer(Path file, JsonObject json, String key) {
        if (!present(json, key)) {
            throw new ModelFormatException(file + ": field " + key + " is missing");
        }
        try {
            return json.get(key).getAsInt();
        } catch (NumberFormatException | IllegalStateException | UnsupportedOperationException e) {
            throw new ModelFormatException(
                    file + ": field " + key + " is " + json.get(key) + ", a whole number was expected", e);
        }
    }

    static JsonObject readJson(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFormatException(file + ": file is missing; a Hugging Face model folder was expected");
        }
        try {
            return JsonParser.parseString(Files.readString(file)).getAsJsonObject();
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw new ModelFormatException(file + ": is not a JSON object (" + e.getMessage() + ")", e);
        }
    }
}
