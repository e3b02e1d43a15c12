package dev.autodidact.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * {@code adapter_config.json} of a PEFT folder: rank and scale of each linear layer. What PEFT computes otherwise than as
 * W + scale · B·A is refused by name.
 *
 * @see <a href="https://huggingface.co/docs/peft/package_reference/lora">LoraConfig</a>
 */
final class PeftConfig {
    static final String FILE = "adapter_config.json";

    /** Fields that need no value here: where layers are is told by the tensors, the rest is about training or history. */
    private static final Set<String> HARMLESS = Set.of("""
            peft_type r lora_alpha rank_pattern alpha_pattern use_rslora bias base_model_name_or_path revision task_type
            inference_mode target_modules exclude_modules layers_to_transform layers_pattern lora_dropout
            init_lora_weights megatron_core qalora_group_size peft_version auto_mapping runtime_config
            """.split("\\s+"));

    private final String source;
    private final JsonObject json;

    private PeftConfig(String source, JsonObject json) {
        this.source = source;
        this.json = json;
    }

    static PeftConfig parse(String source, byte[] content) {
        PeftConfig config;
        try {
            config = new PeftConfig(
                    source,
                    JsonParser.parseString(new String(content, StandardCharsets.UTF_8))
                            .getAsJsonObject());
        } catch (JsonParseException | IllegalStateException e) {
            throw new ModelFormatException(source + ": is not a JSON object (" + e.getMessage() + ")", e);
        }
        try {
            config.check();
        } catch (IllegalStateException | UnsupportedOperationException | ClassCastException | NumberFormatException e) {
            throw new ModelFormatException(source + ": a field has the wrong type (" + e.getMessage() + ")", e);
        }
        return config;
    }

    private void check() {
        expect("peft_type", "LORA");
        if (says("bias")) {
            expect("bias", "none");
        }
        if (says("task_type")) {
            expect("task_type", "CAUSAL_LM");
        }
        rank();
        alpha();
        if (says("init_lora_weights")) {
            String start = json.get("init_lora_weights").getAsString();
            // these move part of the base's weights into the adapter, so the base is not the one that is named
            if (Pattern.matches("(?i)pissa.*|olora|loftq|corda|lora_ga", start)) {
                throw refusal("init_lora_weights is '" + start + "', which changes the base weights; convert it to a"
                        + " plain LoRA first (PEFT: path_initial_model_for_weight_conversion)");
            }
        }
        for (String key : json.keySet()) {
            if (!HARMLESS.contains(key) && says(key)) {
                throw refusal("field " + key + " is " + json.get(key)
                        + ", which this loader does not compute; it loads plain LoRA on the linear layers of the"
                        + " blocks (rank and alpha patterns, rslora)");
            }
        }
    }

    private void expect(String key, String value) {
        String found = says(key) ? json.get(key).getAsString() : "missing";
        if (!found.equals(value)) {
            throw refusal(key + " is '" + found + "', supported: " + value);
        }
    }

    private boolean says(String key) {
        JsonElement value = json.get(key);
        return !(value == null
                || value.isJsonNull()
                || value.isJsonPrimitive() && value.getAsJsonPrimitive().isBoolean() && !value.getAsBoolean()
                || value instanceof JsonArray array && array.isEmpty()
                || value instanceof JsonObject object && object.isEmpty());
    }

    private int rank() {
        if (!says("r")) {
            throw refusal("field r is missing");
        }
        return json.get("r").getAsInt();
    }

    private double alpha() {
        if (!says("lora_alpha")) {
            throw refusal("field lora_alpha is missing");
        }
        return json.get("lora_alpha").getAsDouble();
    }

    /** Rank of the layer named {@code module}, like {@code model.layers.0.mlp.up_proj}. */
    int rank(String module) {
        JsonElement own = byPattern("rank_pattern", module);
        return own == null ? rank() : own.getAsInt();
    }

    private double alpha(String module) {
        JsonElement own = byPattern("alpha_pattern", module);
        return own == null ? alpha() : own.getAsDouble();
    }

    /** Factor on B·A in the layer named {@code module}. */
    double scale(String module) {
        boolean stable = says("use_rslora");
        int rank = rank(module);
        return alpha(module) / (stable ? Math.sqrt(rank) : rank);
    }

    /** The base's name as the adapter states it, empty for none. */
    String base() {
        return says("base_model_name_or_path")
                ? json.get("base_model_name_or_path").getAsString()
                : "";
    }

    /** The first entry whose key is the end of the module's name, or a regular expression for it, as in PEFT. */
    private JsonElement byPattern(String field, String module) {
        if (!says(field)) {
            return null;
        }
        for (Map.Entry<String, JsonElement> entry : json.getAsJsonObject(field).entrySet()) {
            try {
                if (Pattern.compile("(.*\\.)?(" + entry.getKey() + ")$")
                        .matcher(new Bounded(module, new int[] {100_000}))
                        .lookingAt()) {
                    return entry.getValue();
                }
            } catch (PatternSyntaxException | IllegalStateException e) {
                throw new ModelFormatException(
                        source + ": " + field + " has the key '" + entry.getKey() + "', which cannot be matched ("
                                + e.getMessage() + ")",
                        e);
            }
        }
        return null;
    }

    /** A text that ends a match after so many looks at its characters: some expressions would take for ever. */
    private record Bounded(CharSequence text, int[] left) implements CharSequence {
        @Override
        public char charAt(int index) {
            if (left[0]-- <= 0) {
                throw new IllegalStateException("too many steps");
            }
            return text.charAt(index);
        }

        @Override
        public int length() {
            return text.length();
        }

        @Override
        public CharSequence subSequence(int start, int end) {
            return new Bounded(text.subSequence(start, end), left);
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }

    private ModelFormatException refusal(String what) {
        return new ModelFormatException(source + ": " + what);
    }

    /** The file for an adapter of one rank and alpha on all linear layers. */
    static byte[] write(LoraConfig lora, String base) {
        JsonObject json = new JsonObject();
        json.addProperty("peft_type", "LORA");
        json.addProperty("task_type", "CAUSAL_LM");
        json.addProperty("base_model_name_or_path", base);
        json.addProperty("r", lora.rank());
        boolean whole = lora.alpha() == Math.rint(lora.alpha());
        json.addProperty("lora_alpha", whole ? (Number) (long) lora.alpha() : (Number) lora.alpha());
        json.addProperty("lora_dropout", 0.0);
        json.addProperty("bias", "none");
        json.addProperty("fan_in_fan_out", false);
        json.addProperty("inference_mode", true);
        json.addProperty("init_lora_weights", true);
        json.addProperty("use_rslora", false);
        json.addProperty("use_dora", false);
        JsonArray targets = new JsonArray();
        for (String linear : ModelConfig.LINEARS) {
            targets.add(linear.substring(linear.indexOf('.') + 1));
        }
        json.add("target_modules", targets);
        return (new com.google.gson.GsonBuilder().setPrettyPrinting().create().toJson(json) + "\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
