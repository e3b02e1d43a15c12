package dev.autodidact.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;

/**
 * An adapter as a PEFT folder: {@code adapter_config.json} and {@code adapter_model.safetensors}, both ways.
 *
 * <p>Reading brings ranks and scales that differ between layers to one rank, the largest, and one alpha: values of B take
 * up the difference of scales, and what a layer does not use of the rank (all of it, where PEFT had no adapter) has a B of
 * zero. So logits stay as they were, and all layers can go on learning. A plain adapter keeps every bit.
 *
 * @param adapter the adapter
 * @param base name of its base model, empty for none; a label, not an identity
 * @param baseHash SHA-256 of the base as {@link LanguageModel#hash()} gives it, empty for one that PEFT made
 */
public record PeftAdapter(Adapter adapter, String base, String baseHash) {
    /** Name of the tensor file. */
    public static final String TENSORS = "adapter_model.safetensors";

    private static final String BASE_HASH = "base_model_sha256";
    private static final String PREFIX = "base_model.model.";

    /**
     * Reads the files of a PEFT folder.
     *
     * @param files file name to content
     * @param model shape of the base it is to be loaded on
     * @param baseHash hash of that base; an adapter that names another one is refused, one that names none is not
     * @throws ModelFormatException naming what is missing, of another shape, not finite, or not plain LoRA
     */
    public static PeftAdapter read(Map<String, byte[]> files, ModelConfig model, String baseHash) {
        byte[] configFile = files.get(PeftConfig.FILE);
        if (configFile == null) {
            throw new ModelFormatException(PeftConfig.FILE + ": file is missing; a PEFT adapter folder was expected");
        }
        byte[] tensorFile = files.get(TENSORS);
        if (tensorFile == null) {
            throw new ModelFormatException(
                    files.containsKey("adapter_model.bin")
                            ? "adapter_model.bin: is a pickle, which can run code when it is read and is not loaded;"
                                    + " save the adapter again with safe_serialization=True"
                            : TENSORS + ": file is missing; a PEFT adapter folder was expected");
        }
        PeftConfig config = PeftConfig.parse(PeftConfig.FILE, configFile);
        Safetensors tensors = Safetensors.of(TENSORS, tensorFile);
        String named = tensors.metadata().getOrDefault(BASE_HASH, "");
        if (!named.isEmpty() && !named.equals(baseHash)) {
            throw new ModelFormatException(
                    TENSORS + ": was trained on the base with hash " + named + ", this base has hash " + baseHash);
        }
        try {
            return new PeftAdapter(adapter(config, tensors, model), config.base(), named);
        } catch (ClassCastException | IllegalStateException | UnsupportedOperationException | NumberFormatException e) {
            throw new ModelFormatException(
                    PeftConfig.FILE + ": a field has the wrong type (" + e.getMessage() + ")", e);
        }
    }

    /** Reads a PEFT folder; see {@link #read(Map, ModelConfig, String)}. */
    public static PeftAdapter read(Path folder, ModelConfig model, String baseHash) throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        for (String name : new String[] {PeftConfig.FILE, TENSORS, "adapter_model.bin"}) {
            if (Files.isRegularFile(folder.resolve(name))) {
                files.put(name, Files.readAllBytes(folder.resolve(name)));
            }
        }
        return read(files, model, baseHash);
    }

    /** The files of a PEFT folder; {@link #read} gives the same adapter version back. */
    public SequencedMap<String, byte[]> files() {
        SequencedMap<String, byte[]> files = new LinkedHashMap<>();
        files.put(PeftConfig.FILE, PeftConfig.write(adapter.lora(), base));
        files.put(TENSORS, adapter.bytes(baseHash.isEmpty() ? Map.of() : Map.of(BASE_HASH, baseHash)));
        return files;
    }

    private static Adapter adapter(PeftConfig config, Safetensors tensors, ModelConfig model) {
        int rank = 0;
        double scale = 0;
        Set<String> known = new HashSet<>();
        for (LoraLayout.Part part : LoraLayout.parts(model, 1)) {
            known.add(part.name());
            if (tensors.entries().containsKey(part.name()) && !part.isB()) {
                int own = config.rank(module(part));
                if (own > rank) {
                    rank = own;
                    scale = config.scale(module(part));
                }
            }
        }
        for (String name : tensors.entries().keySet()) {
            if (!known.contains(name)) {
                throw new ModelFormatException(TENSORS + ": tensor " + name + " does not belong to a linear layer of"
                        + " this model's blocks; only LoRA on " + String.join(", ", ModelConfig.LINEARS) + " in "
                        + model.layers() + " layers is loaded");
            }
        }
        if (rank == 0) {
            throw new ModelFormatException(TENSORS + ": holds no tensor of a LoRA adapter");
        }
        LoraConfig lora = lora(rank, scale);
        // a canvas that changes nothing: A random, B zero
        float[] values = Adapter.initial(model, lora, 0).values();
        for (LoraLayout.Part part : LoraLayout.parts(model, rank)) {
            if (tensors.entries().containsKey(part.name())) {
                fill(values, part, config, tensors, lora);
            } else if (tensors.entries().containsKey(other(part))) {
                throw new ModelFormatException(
                        TENSORS + ": tensor " + part.name() + " is missing beside " + other(part));
            }
        }
        Adapter adapter = Adapter.of(model, lora, values);
        if (!adapter.finite()) {
            throw new ModelFormatException(TENSORS + ": holds values that are not finite");
        }
        return adapter;
    }

    private static LoraConfig lora(int rank, double scale) {
        try {
            return new LoraConfig(rank, Math.round(scale * rank * 1e6) / 1e6);
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(PeftConfig.FILE + ": " + e.getMessage(), e);
        }
    }

    private static void fill(
            float[] values, LoraLayout.Part part, PeftConfig config, Safetensors tensors, LoraConfig lora) {
        int own = config.rank(module(part));
        if (!part.isB()) {
            float[] a = tensors.floats(part.name(), own, part.columns());
            System.arraycopy(a, 0, values, part.offset(), a.length);
            return;
        }
        float[] b = tensors.floats(part.name(), part.rows(), own);
        double factor = config.scale(module(part)) / lora.scale();
        for (int o = 0; o < part.rows(); o++) {
            for (int r = 0; r < own; r++) {
                values[part.offset() + o * part.columns() + r] = (float) (b[o * own + r] * factor);
            }
        }
    }

    /** Name of the linear layer within the model, as PEFT's patterns see it. */
    private static String module(LoraLayout.Part part) {
        return part.name().substring(PREFIX.length(), part.name().indexOf(".lora_"));
    }

    private static String other(LoraLayout.Part part) {
        return part.isB()
                ? part.name().replace(".lora_B.", ".lora_A.")
                : part.name().replace(".lora_A.", ".lora_B.");
    }
}
