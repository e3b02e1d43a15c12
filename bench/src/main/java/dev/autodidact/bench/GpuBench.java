package dev.autodidact.bench;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import dev.autodidact.model.DecoderTraits;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.ModelConfig;
import dev.autodidact.model.RopeScaling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes the engine's TorchScript archives of real shapes for {@code bench/python/gpu_bench.py}, and starts it where a
 * Python is named: {@code GpuBench folder script [python [arguments of the script]]}. Python needs torch only, so a GPU
 * machine needs neither Java nor weights.
 */
public final class GpuBench {
    private static final DecoderTraits QWEN3 =
            new DecoderTraits(false, false, false, true, 0, Set.of(), Set.of(), RopeScaling.NONE);
    private static final DecoderTraits LLAMA3 =
            new DecoderTraits(false, false, false, false, 0, Set.of(), Set.of(), new RopeScaling(32, 1, 4, 8192));

    private GpuBench() {}

    /** Shapes by name: a toy for the processor, Qwen3-0.6B, Llama-3.2-1B, Mistral-7B. */
    private static Map<String, ModelConfig> shapes() {
        Map<String, ModelConfig> shapes = new LinkedHashMap<>();
        shapes.put("toy", new ModelConfig(64, 2, 4, 2, 16, 128, 512, 1e-6, 1e6, 2048, true, Set.of(), QWEN3));
        shapes.put("0.6B", new ModelConfig(1024, 28, 16, 8, 128, 3072, 151936, 1e-6, 1e6, 2048, true, Set.of(), QWEN3));
        shapes.put("1B", new ModelConfig(2048, 16, 32, 8, 64, 8192, 128256, 1e-5, 5e5, 2048, true, Set.of(), LLAMA3));
        shapes.put("7B", new ModelConfig(4096, 32, 32, 8, 128, 14336, 32768, 1e-5, 1e6, 2048, false, Set.of()));
        return shapes;
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        JsonObject all = new JsonObject();
        for (Map.Entry<String, ModelConfig> shape : shapes().entrySet()) {
            Files.write(folder.resolve(shape.getKey() + ".pt"), LanguageModel.script(shape.getValue()));
            all.add(shape.getKey(), describe(shape.getValue()));
        }
        Files.writeString(
                folder.resolve("shapes.json"),
                new GsonBuilder().setPrettyPrinting().create().toJson(all) + "\n");
        System.out.println("archives of " + all.keySet() + " are in " + folder);
        if (args.length > 2) {
            List<String> command = new java.util.ArrayList<>(List.of(args[2], args[1], "--folder", folder.toString()));
            command.addAll(List.of(args).subList(3, args.length));
            int status = new ProcessBuilder(command).inheritIO().start().waitFor();
            if (status != 0) {
                throw new IOException(args[1] + " ended with " + status);
            }
        }
    }

    private static JsonObject describe(ModelConfig c) {
        JsonObject json = new JsonObject();
        json.addProperty("hidden", c.hidden());
        json.addProperty("layers", c.layers());
        json.addProperty("heads", c.heads());
        json.addProperty("kv", c.kvHeads());
        json.addProperty("head_dim", c.headDim());
        json.addProperty("ffn", c.feedForward());
        json.addProperty("vocab", c.vocabulary());
        json.addProperty("tied", c.tied());
        json.addProperty("qk_norm", c.traits().queryKeyNorm());
        json.addProperty("matrix_parameters", c.matrixParameters());
        return json;
    }
}
