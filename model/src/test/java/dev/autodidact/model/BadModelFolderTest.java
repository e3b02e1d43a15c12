package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder that cannot be loaded is refused with the file and the expectation in words. */
class BadModelFolderTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void copy() throws IOException {
        copyFrom("tiny-llama");
    }

    private void copyFrom(String fixture) throws IOException {
        try (Stream<Path> old = Files.list(folder)) {
            for (Path file : old.toList()) {
                Files.delete(file);
            }
        }
        try (Stream<Path> files = Files.list(Fixture.path(fixture))) {
            for (Path file : files.toList()) {
                Files.copy(file, folder.resolve(file.getFileName().toString()));
            }
        }
    }

    private void edit(String file, Consumer<JsonObject> change) throws IOException {
        JsonObject json =
                JsonParser.parseString(Files.readString(folder.resolve(file))).getAsJsonObject();
        change.accept(json);
        Files.writeString(folder.resolve(file), json.toString());
    }

    /** Rewrites the header of a safetensors file and keeps its data. */
    private void editHeader(String file, Consumer<JsonObject> change) throws IOException {
        byte[] all = Files.readAllBytes(folder.resolve(file));
        int length = (int) ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).getLong();
        JsonObject header = JsonParser.parseString(new String(all, 8, length, StandardCharsets.UTF_8))
                .getAsJsonObject();
        change.accept(header);
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        byte[] data = Arrays.copyOfRange(all, 8 + length, all.length);
        byte[] changed = ByteBuffer.allocate(8 + text.length + data.length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .put(data)
                .array();
        Files.write(folder.resolve(file), changed);
    }

    private void isRefused(String... words) {
        assertThatThrownBy(() -> LanguageModel.load(folder).close())
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContainingAll(words);
    }

    @Test
    void theUntouchedCopyLoads() {
        try (LanguageModel model = LanguageModel.load(folder)) {
            assertThat(model.config().vocabulary()).isEqualTo(300);
            assertThat(model.hash()).isEqualTo(Tiny.MODEL.hash());
        }
    }

    @Test
    void aMissingFileIsNamed() throws IOException {
        for (String file : new String[] {"config.json", "model.safetensors", "tokenizer.json"}) {
            copyFrom("tiny-llama");
            Files.delete(folder.resolve(file));
            isRefused(folder.toString(), file, "expected");
        }
        folder = folder.resolve("nowhere");
        isRefused("nowhere", "config.json");
    }

    @Test
    void anUnsupportedArchitectureIsNamedWithTheSupportedOnes() throws IOException {
        edit("config.json", c -> c.addProperty("model_type", "gpt2"));
        isRefused("config.json", "gpt2", "llama");
        edit("config.json", c -> c.remove("model_type"));
        isRefused("config.json", "model_type");
    }

    @Test
    void mathsThatTheDecoderDoesNotHaveIsRefused() throws IOException {
        edit("config.json", c -> c.addProperty("hidden_act", "gelu"));
        isRefused("config.json", "hidden_act", "gelu", "silu");
        copyFrom("tiny-llama");
        edit("config.json", c -> c.addProperty("mlp_bias", true));
        isRefused("model.layers.0.mlp.gate_proj.bias");
        copyFrom("tiny-qwen3");
        edit("config.json", c -> c.addProperty("mlp_bias", true));
        isRefused("config.json", "mlp_bias", "qwen3");
        copyFrom("tiny-llama");
        edit("config.json", c -> {
            JsonObject scaling = new JsonObject();
            scaling.addProperty("rope_type", "yarn");
            scaling.addProperty("factor", 4);
            c.add("rope_scaling", scaling);
        });
        isRefused("config.json", "rope_scaling", "yarn", "llama3");
        copyFrom("tiny-llama");
        edit("config.json", c -> {
            JsonObject quantization = new JsonObject();
            quantization.addProperty("quant_method", "gptq");
            c.add("quantization_config", quantization);
        });
        isRefused("config.json", "quantization_config", "gptq", "unquantised");
    }

    @Test
    void aFieldThatMayChangeTheMathsIsRefusedByName() throws IOException {
        for (String field :
                new String[] {"logits_soft_cap", "embedding_multiplier", "use_qk_norm", "attn_temperature"}) {
            copyFrom("tiny-llama");
            edit("config.json", c -> c.addProperty(field, 12));
            isRefused("config.json", field, "12", "may change the maths");
        }
        copyFrom("tiny-llama");
        edit("config.json", c -> {
            c.addProperty("use_qk_norm", false);
            c.add("logits_soft_cap", JsonNull.INSTANCE);
            c.addProperty("_name_or_path", "somewhere");
            c.addProperty("num_beams", 1);
        });
        LanguageModel.load(folder).close();
        for (String field : new String[] {"partial_rotary_factor", "sliding_window"}) {
            copyFrom("tiny-llama");
            edit("config.json", c -> c.addProperty(field, 0.5));
            isRefused("config.json", field);
        }
        copyFrom("tiny-qwen2");
        edit("config.json", c -> c.getAsJsonArray("layer_types").set(1, new JsonPrimitive("chunked_attention")));
        isRefused("config.json", "layer_types", "chunked_attention");
    }

    @Test
    void impossibleSizesAreRefused() throws IOException {
        edit("config.json", c -> c.addProperty("num_key_value_heads", 3));
        isRefused("config.json", "num_attention_heads 4", "num_key_value_heads 3");
        edit("config.json", c -> c.addProperty("num_key_value_heads", 0));
        isRefused("config.json");
        copyFrom("tiny-llama");
        edit("config.json", c -> c.remove("hidden_size"));
        isRefused("config.json", "hidden_size");
        edit("config.json", c -> c.addProperty("hidden_size", "wide"));
        isRefused("config.json", "hidden_size");
        copyFrom("tiny-llama");
        edit("config.json", c -> c.add("vocab_size", JsonNull.INSTANCE));
        isRefused("config.json", "vocab_size");
    }

    @Test
    void aFileThatIsNoJsonIsNamed() throws IOException {
        for (String file : new String[] {"config.json", "tokenizer.json", "tokenizer_config.json"}) {
            copyFrom("tiny-llama");
            Files.writeString(folder.resolve(file), "{\"a\": ");
            isRefused(file);
        }
    }

    @Test
    void truncatedWeightsAreNamed() throws IOException {
        Path file = folder.resolve("model.safetensors");
        byte[] all = Files.readAllBytes(file);
        for (int length : new int[] {0, 5, 8, 500, all.length - 1}) {
            Files.write(file, Arrays.copyOf(all, length));
            isRefused("model.safetensors");
        }
    }

    @Test
    void anUnsupportedNumberFormatIsNamed() throws IOException {
        editHeader(
                "model.safetensors", h -> h.getAsJsonObject("model.norm.weight").addProperty("dtype", "F8_E4M3"));
        isRefused("model.safetensors", "model.norm.weight", "F8_E4M3", "BF16");
    }

    @Test
    void aMissingTensorOrAnotherShapeIsNamed() throws IOException {
        editHeader("model.safetensors", h -> h.remove("model.layers.1.mlp.up_proj.weight"));
        isRefused("model.layers.1.mlp.up_proj.weight");
        copyFrom("tiny-llama");
        edit("config.json", c -> c.addProperty("intermediate_size", 64));
        isRefused("model.safetensors", "mlp.", "[48, 32]", "[64, 32]");
        copyFrom("tiny-llama");
        edit("config.json", c -> c.addProperty("tie_word_embeddings", false));
        isRefused("lm_head.weight");
    }

    @Test
    void shardsAreLookedUpInTheFolderOnly() throws IOException {
        copyFrom("tiny-llama-untied");
        Files.delete(folder.resolve("model-00002-of-00002.safetensors"));
        isRefused("model-00002-of-00002.safetensors");
        copyFrom("tiny-llama-untied");
        for (String name : new String[] {"../model.safetensors", "/etc/passwd", "a/b.safetensors", ".."}) {
            edit(
                    "model.safetensors.index.json",
                    i -> i.getAsJsonObject("weight_map").addProperty("x", name));
            isRefused("index.json", "outside");
        }
        edit("model.safetensors.index.json", i -> i.remove("weight_map"));
        isRefused("index.json", "weight_map");
        Files.writeString(folder.resolve("model.safetensors.index.json"), "{\"weight_map\": {\"a\": [1]}}");
        isRefused("index.json");
    }

    @Test
    void weightsThatAreNotNumbersAreNamed() throws IOException {
        Path file = folder.resolve("model.safetensors");
        byte[] all = Files.readAllBytes(file);
        ByteBuffer.wrap(all).order(ByteOrder.LITTLE_ENDIAN).putFloat(all.length - 4, Float.NaN);
        Files.write(file, all);
        isRefused("tensor", "NaN", "damaged");
    }

    @Test
    void pickleAndGgufAreRefusedWithTheWayOut() throws IOException {
        Files.move(folder.resolve("model.safetensors"), folder.resolve("pytorch_model.bin"));
        isRefused("pytorch_model.bin", "pickle", "safe_serialization");
        Files.move(folder.resolve("pytorch_model.bin"), folder.resolve("model.Q4.gguf"));
        isRefused("model.Q4.gguf", "GGUF", "original model");
    }

    @Test
    void quantisedModelsAreRefusedByTheirMethod() throws IOException {
        for (String method : new String[] {"gptq", "awq", "bitsandbytes", "fp8", "compressed-tensors"}) {
            copyFrom("tiny-llama");
            edit("config.json", c -> {
                JsonObject quantization = new JsonObject();
                quantization.addProperty("quant_method", method);
                c.add("quantization_config", quantization);
            });
            isRefused("config.json", method, "unquantised");
        }
        copyFrom("tiny-llama");
        edit("config.json", c -> {
            JsonObject old = new JsonObject();
            old.addProperty("load_in_4bit", true);
            c.add("quantization_config", old);
        });
        isRefused("config.json", "quantization_config", "unnamed", "unquantised");
        copyFrom("tiny-llama");
        editHeader("model.safetensors", h -> {
            JsonObject packed = h.getAsJsonObject("model.layers.0.mlp.up_proj.weight");
            h.remove("model.layers.0.mlp.up_proj.weight");
            packed.addProperty("dtype", "I32");
            h.add("model.layers.0.mlp.up_proj.qweight", packed);
        });
        isRefused("model.safetensors", "up_proj.qweight", "I32", "unquantised");
    }

    @Test
    void aTokenizerThatDoesNotKnowTheModelsEndIsRefused() throws IOException {
        edit("config.json", c -> c.addProperty("eos_token_id", 299));
        edit("tokenizer_config.json", c -> c.remove("eos_token"));
        edit("tokenizer.json", t -> {
            t.getAsJsonObject("model")
                    .getAsJsonObject("vocab")
                    .entrySet()
                    .removeIf(e -> e.getValue().getAsInt() == 299);
            t.getAsJsonObject("model").add("merges", new com.google.gson.JsonArray());
        });
        isRefused("tokenizer.json", "[299]", "another model");
    }

    @Test
    void aTokenizerThatEndsWithAnotherTokenIsRefused() throws IOException {
        edit("tokenizer_config.json", c -> c.addProperty("eos_token", "<|im_start|>"));
        isRefused("tokenizer_config.json", "<|im_start|>", "eos_token_id", "another model");
        edit("config.json", c -> {
            com.google.gson.JsonArray both = new com.google.gson.JsonArray();
            both.add(1);
            both.add(2);
            c.add("eos_token_id", both);
        });
        LanguageModel.load(folder).close();
    }

    @Test
    void theTokenizerOfALargerModelIsRefused() throws IOException {
        edit("config.json", c -> c.addProperty("vocab_size", 290));
        editHeader("model.safetensors", h -> {
            JsonObject table = h.getAsJsonObject("model.embed_tokens.weight");
            table.getAsJsonArray("shape").set(0, new JsonPrimitive(290));
            int begin = table.getAsJsonArray("data_offsets").get(0).getAsInt();
            table.getAsJsonArray("data_offsets").set(1, new JsonPrimitive(begin + 290 * 32 * 4));
        });
        isRefused("tokenizer.json", "299", "290", "another model");
    }
}
