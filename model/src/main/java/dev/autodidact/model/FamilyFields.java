package dev.autodidact.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.LinkedHashSet;
import java.util.Set;

/** The fields of {@code config.json} that set a family apart, by each family's own rules and defaults. */
final class FamilyFields {
    private final ConfigFile file;
    private final String type;

    FamilyFields(ConfigFile file, String type) {
        this.file = file;
        this.type = type;
    }

    DecoderTraits traits(int layers) {
        boolean qwen2 = type.equals("qwen2");
        boolean bias = file.flag("attention_bias", false);
        boolean mlpBias = file.flag("mlp_bias", false);
        if (bias && (qwen2 || type.equals("mistral"))) {
            throw file.refusal("attention_bias is true, a field that " + type + " does not have");
        }
        if (mlpBias && !type.equals("llama") && !type.equals("smollm3")) {
            throw file.refusal("mlp_bias is true, a field that " + type + " does not have");
        }
        Set<Integer> windowed = windowed(layers);
        return new DecoderTraits(
                bias || qwen2,
                bias,
                mlpBias,
                type.equals("qwen3"),
                windowed.isEmpty() ? 0 : file.integer("sliding_window", 4096),
                windowed,
                unrotated(layers),
                scaling());
    }

    private Set<Integer> windowed(int layers) {
        Set<Integer> all = new LinkedHashSet<>();
        boolean off = file.isNull("sliding_window");
        switch (type) {
            case "llama" -> {
                if (file.present("sliding_window")) {
                    throw file.refusal("sliding_window is set, a field that llama does not have");
                }
            }
            case "mistral" -> {
                for (int i = 0; !off && i < layers; i++) {
                    all.add(i);
                }
            }
            default -> {
                boolean on = !off && file.flag("use_sliding_window", false);
                if (file.present("layer_types")) {
                    byTypes(layers, on, all);
                } else if (on && type.equals("smollm3")) {
                    throw file.refusal("use_sliding_window is true, but there are no layer_types");
                } else if (on) {
                    for (int i = file.integer("max_window_layers", 28); i < layers; i++) {
                        all.add(i);
                    }
                }
            }
        }
        return all;
    }

    private void byTypes(int layers, boolean on, Set<Integer> windowed) {
        JsonArray types = file.array("layer_types", layers);
        for (int i = 0; i < layers; i++) {
            String kind = types.get(i).getAsString();
            if (kind.equals("sliding_attention") && on) {
                windowed.add(i);
            } else if (!kind.equals("full_attention")) {
                throw file.refusal("layer_types has '" + kind + "', supported: full_attention, and sliding_attention"
                        + " where use_sliding_window is true and sliding_window is a number");
            }
        }
    }

    private Set<Integer> unrotated(int layers) {
        Set<Integer> out = new LinkedHashSet<>();
        if (!type.equals("smollm3")) {
            if (file.present("no_rope_layers")) {
                throw file.refusal("no_rope_layers is set, a field that " + type + " does not have");
            }
        } else if (file.present("no_rope_layers")) {
            JsonArray turned = file.array("no_rope_layers", layers);
            for (int i = 0; i < layers; i++) {
                if (turned.get(i).getAsInt() == 0) {
                    out.add(i);
                }
            }
        } else {
            int every = file.integer("no_rope_layer_interval", 4);
            for (int i = every - 1; i < layers; i += every) {
                out.add(i);
            }
        }
        return out;
    }

    /** The object with the rotary settings: newer files call it rope_parameters, older ones rope_scaling. */
    private JsonObject rope() {
        return file.present("rope_parameters")
                ? file.object("rope_parameters")
                : file.present("rope_scaling") ? file.object("rope_scaling") : new JsonObject();
    }

    double ropeTheta() {
        double usual = type.equals("smollm3") ? 2_000_000 : 10_000;
        return file.number("rope_theta", ConfigFile.number(rope(), "rope_theta", usual));
    }

    private RopeScaling scaling() {
        JsonObject rope = rope();
        String key = file.present("rope_parameters") ? "rope_parameters" : "rope_scaling";
        JsonElement kind = rope.has("rope_type") ? rope.get("rope_type") : rope.get("type");
        String name = kind == null || kind.isJsonNull() ? "default" : kind.getAsString();
        if (name.equals("default")) {
            for (String field : rope.keySet()) {
                if (!Set.of("rope_type", "type", "rope_theta").contains(field)) {
                    throw file.refusal(key + " is of type default but has the field " + field);
                }
            }
            return RopeScaling.NONE;
        }
        if (!name.equals("llama3")) {
            throw file.refusal(key + " has type '" + name + "', supported: default, llama3");
        }
        for (String field :
                Set.of("factor", "low_freq_factor", "high_freq_factor", "original_max_position_embeddings")) {
            if (!rope.has(field)) {
                throw file.refusal(key + " of type llama3 has no field " + field);
            }
        }
        return new RopeScaling(
                rope.get("factor").getAsDouble(),
                rope.get("low_freq_factor").getAsDouble(),
                rope.get("high_freq_factor").getAsDouble(),
                rope.get("original_max_position_embeddings").getAsInt());
    }
}
