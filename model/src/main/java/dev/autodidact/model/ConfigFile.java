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
import java.util.Objects;
import java.util.Set;

/**
 * {@code config.json} of a Hugging Face folder. Each field is either understood, known to leave the forward pass as it
 * is, or refused by name: a model is computed exactly or not at all.
 */
final class ConfigFile {
    private static final Set<String> FAMILIES = Set.of("llama", "mistral", "qwen2", "qwen3", "smollm3");

    private final Path file;
    private final JsonObject json;

    private ConfigFile(Path file, JsonObject json) {
        this.file = file;
        this.json = json;
    }

    static ModelConfig read(Path folder) {
        Path file = folder.resolve("config.json");
        try {
            return new ConfigFile(file, readJson(file)).config(folder);
        } catch (NumberFormatException | IllegalStateException | UnsupportedOperationException | ClassCastException e) {
            throw new ModelFormatException(file + ": a field has the wrong type (" + e.getMessage() + ")", e);
        }
    }

    private ModelConfig config(Path folder) {
        String type = string("model_type", "?");
        if (!FAMILIES.contains(type)) {
            throw refusal("model_type is '" + type + "', supported: llama, mistral, qwen2, qwen3, smollm3");
        }
        refuseForeign();
        int hidden = integer("hidden_size");
        int heads = integer("num_attention_heads");
        int layers = integer("num_hidden_layers");
        FamilyFields family = new FamilyFields(this, type);
        return new ModelConfig(
                hidden,
                layers,
                heads,
                integer("num_key_value_heads", type.equals("mistral") ? 8 : type.equals("smollm3") ? 4 : heads),
                integer("head_dim", type.equals("qwen3") ? 128 : hidden / Math.max(1, heads)),
                integer("intermediate_size"),
                integer("vocab_size"),
                number("rms_norm_eps", 1e-6),
                family.ropeTheta(),
                integer("max_position_embeddings", type.equals("llama") ? 2048 : 32768),
                flag("tie_word_embeddings", type.equals("smollm3")),
                eosIds(folder),
                family.traits(layers));
    }

    /** Refuses what has another maths, or may have. */
    private void refuseForeign() {
        if (present("quantization_config")) {
            JsonElement method = object("quantization_config").get("quant_method");
            throw refusal("quantization_config is set, the weights are quantised by "
                    + (method == null || method.isJsonNull() ? "an unnamed method" : method.getAsString())
                    + ", which is not loaded here; take the unquantised model (safetensors in bf16, f16 or f32)");
        }
        String act = string("hidden_act", "silu");
        if (!act.equals("silu")) {
            throw refusal("hidden_act is '" + act + "', supported: silu");
        }
        if (number("partial_rotary_factor", 1) != 1) {
            throw refusal("partial_rotary_factor is " + json.get("partial_rotary_factor") + ", supported: 1.0");
        }
        for (String key : json.keySet()) {
            if (!ConfigFields.known(key) && says(json.get(key))) {
                throw refusal("field " + key + " is " + shorten(json.get(key)) + "; this decoder does not know it, and"
                        + " it may change the maths; if it does not, remove it from the file");
            }
        }
    }

    /** Whether a field states anything: null, false and what is empty do not. */
    private static boolean says(JsonElement value) {
        return !(value.isJsonNull()
                || value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean() && !value.getAsBoolean()
                || value instanceof JsonArray array && array.isEmpty()
                || value instanceof JsonObject object && object.isEmpty());
    }

    private Set<Integer> eosIds(Path folder) {
        Set<Integer> eos = new LinkedHashSet<>();
        addIds(json.get("eos_token_id"), eos);
        Path generation = folder.resolve("generation_config.json");
        if (Files.exists(generation)) {
            addIds(readJson(generation).get("eos_token_id"), eos);
        }
        return eos;
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

    boolean present(String key) {
        return json.has(key) && !json.get(key).isJsonNull();
    }

    boolean isNull(String key) {
        return json.has(key) && json.get(key).isJsonNull();
    }

    boolean flag(String key, boolean usual) {
        return present(key) ? json.get(key).getAsBoolean() : usual;
    }

    private String string(String key, String usual) {
        return present(key) ? json.get(key).getAsString() : usual;
    }

    double number(String key, double usual) {
        return number(json, key, usual);
    }

    static double number(JsonObject object, String key, double usual) {
        return object.has(key) && !object.get(key).isJsonNull()
                ? object.get(key).getAsDouble()
                : usual;
    }

    JsonObject object(String key) {
        return json.getAsJsonObject(key);
    }

    JsonArray array(String key, int length) {
        JsonArray array = json.getAsJsonArray(key);
        if (array.size() != length) {
            throw refusal(key + " has " + array.size() + " entries for " + length + " layers");
        }
        return array;
    }

    int integer(String key, int usual) {
        return present(key) ? integer(key) : usual;
    }

    int integer(String key) {
        if (!present(key)) {
            throw refusal("field " + key + " is missing");
        }
        try {
            return json.get(key).getAsInt();
        } catch (NumberFormatException | IllegalStateException | UnsupportedOperationException e) {
            throw new ModelFormatException(
                    file + ": field " + key + " is " + json.get(key) + ", a whole number was expected", e);
        }
    }

    ModelFormatException refusal(String what) {
        return new ModelFormatException(file + ": " + what);
    }

    private static String shorten(JsonElement value) {
        String text = Objects.toString(value);
        return text.length() <= 80 ? text : text.substring(0, 77) + "...";
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
