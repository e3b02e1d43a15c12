package dev.autodidact.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeSet;

/** The weight files of a Hugging Face folder: {@code model.safetensors}, or the shards its index names. */
final class ModelFolder implements TensorSource {
    private final Path folder;
    private final Map<String, Safetensors> byTensor = new HashMap<>();
    private final TreeSet<Path> files = new TreeSet<>();

    private ModelFolder(Path folder) {
        this.folder = folder;
    }

    static ModelFolder open(Path folder, ModelConfig config) {
        ModelFolder result = new ModelFolder(folder);
        Path single = folder.resolve("model.safetensors");
        Path index = folder.resolve("model.safetensors.index.json");
        if (Files.isRegularFile(single)) {
            result.add(single);
        } else if (Files.isRegularFile(index)) {
            result.addShards(index);
        } else {
            throw new ModelFormatException(single + ": file is missing, and there is no model.safetensors.index.json"
                    + " either; weights in safetensors format were expected" + others(folder));
        }
        for (Weights.Slot slot : Weights.slots(config)) {
            if (!result.byTensor.containsKey(slot.name())) {
                throw new ModelFormatException(folder + ": tensor " + slot.name() + " is in none of " + result.files);
            }
            result.byTensor.get(slot.name()).expect(slot.name(), slot.shape());
        }
        return result;
    }

    /** What there is instead, with the way out. */
    private static String others(Path folder) {
        try (java.util.stream.Stream<Path> files = Files.list(folder)) {
            java.util.List<String> names =
                    files.map(f -> f.getFileName().toString()).sorted().toList();
            for (String name : names) {
                if (name.endsWith(".gguf")) {
                    return ". " + name + " is a GGUF file, made for llama.cpp: take the original model's folder";
                }
                if (name.matches(".*\\.(bin|pt|pth|ckpt)")) {
                    return ". " + name + " is a pickle, which can run code when it is read: save the model again with"
                            + " transformers' save_pretrained(safe_serialization=True)";
                }
            }
        } catch (IOException e) {
            return "";
        }
        return "";
    }

    private void addShards(Path index) {
        JsonObject json = ConfigFile.readJson(index);
        if (!json.has("weight_map")) {
            throw new ModelFormatException(index + ": field weight_map is missing");
        }
        TreeSet<String> names = new TreeSet<>();
        try {
            for (JsonElement shard : json.getAsJsonObject("weight_map").asMap().values()) {
                names.add(shard.getAsJsonPrimitive().getAsString());
            }
        } catch (IllegalStateException | ClassCastException e) {
            throw new ModelFormatException(index + ": weight_map was expected to map tensor names to file names", e);
        }
        for (String name : names) {
            Path shard = folder.resolve(name).normalize();
            if (!shard.getParent().equals(folder.normalize())) {
                throw new ModelFormatException(index + ": shard " + name + " is outside the folder");
            }
            add(shard);
        }
    }

    private void add(Path file) {
        Safetensors tensors = Safetensors.open(file);
        files.add(file);
        tensors.entries().keySet().forEach(name -> byTensor.put(name, tensors));
    }

    @Override
    public float[] values(Weights.Slot slot, long from, int count) {
        float[] values = byTensor.get(slot.name()).floats(slot.name(), slot.shape(), from, count);
        for (int i = 0; i < count; i++) {
            if (!Float.isFinite(values[i])) {
                throw new ModelFormatException(folder + ": tensor " + slot.name() + " holds " + values[i] + " at "
                        + (from + i) + "; the weights are damaged");
            }
        }
        return values;
    }

    /** SHA-256 over config.json and the weight files, in the order of their names. */
    String hash() {
        Map<String, Path> inputs = new LinkedHashMap<>();
        inputs.put("config.json", folder.resolve("config.json"));
        files.forEach(f -> inputs.put(f.getFileName().toString(), f));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[1 << 16];
            for (Path file : inputs.values()) {
                try (InputStream in = Files.newInputStream(file)) {
                    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                        digest.update(buffer, 0, n);
                    }
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new ModelFormatException(folder + ": cannot be read (" + e.getMessage() + ")", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    static ChatTemplate template(Path folder) {
        try {
            return ChatTemplate.load(folder);
        } catch (ChatTemplateException e) {
            throw new ModelFormatException(
                    folder.resolve("tokenizer_config.json") + ": " + e.getMessage()
                            + "; a chat template in Jinja was expected",
                    e);
        }
    }

    static TextTokenizer tokenizer(Path folder) {
        try {
            return TextTokenizer.load(folder);
        } catch (java.io.IOException e) {
            throw new ModelFormatException(
                    folder.resolve("tokenizer.json") + ": cannot be read (" + e.getMessage()
                            + "); a Hugging Face tokenizer was expected",
                    e);
        }
    }
}
