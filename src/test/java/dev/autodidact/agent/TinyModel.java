package dev.autodidact.agent;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Writes a model folder in Hugging Face layout: a random Llama of 2 layers whose tokens are single bytes. */
final class TinyModel {

    private static final int HIDDEN = 32;
    private static final int INNER = 64;
    private static final int LAYERS = 2;
    private static final List<String> SPECIAL = List.of("<|im_start|>", "<|im_end|>");
    private static final ObjectMapper JSON = new ObjectMapper();

    private TinyModel() {}

    static Path write(Path folder, long seed) throws IOException {
        Files.createDirectories(folder);
        Map<String, Integer> vocabulary = vocabulary();
        Files.writeString(folder.resolve("config.json"), JSON.writeValueAsString(config(vocabulary.size() + 2)));
        Files.writeString(folder.resolve("tokenizer.json"), JSON.writeValueAsString(tokenizer(vocabulary)));
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                JSON.writeValueAsString(Map.of(
                        "eos_token",
                        "<|im_end|>",
                        "chat_template",
                        "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
                                + "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}")));
        Files.write(folder.resolve("model.safetensors"), weights(vocabulary.size() + 2, new Random(seed)));
        return folder;
    }

    private static Map<String, Object> config(int vocabulary) {
        Map<String, Object> config = new LinkedHashMap<>();
        config.put("architectures", List.of("LlamaForCausalLM"));
        config.put("model_type", "llama");
        config.put("hidden_size", HIDDEN);
        config.put("intermediate_size", INNER);
        config.put("num_hidden_layers", LAYERS);
        config.put("num_attention_heads", 2);
        config.put("num_key_value_heads", 2);
        config.put("vocab_size", vocabulary);
        config.put("max_position_embeddings", 512);
        config.put("rms_norm_eps", 1e-5);
        config.put("rope_theta", 10000.0);
        config.put("tie_word_embeddings", true);
        config.put("eos_token_id", vocabulary - 1);
        config.put("torch_dtype", "float32");
        return config;
    }

    private static Map<String, Object> tokenizer(Map<String, Integer> vocabulary) {
        List<Map<String, Object>> added = new ArrayList<>();
        for (int i = 0; i < SPECIAL.size(); i++) {
            Map<String, Object> token = new LinkedHashMap<>();
            token.put("id", vocabulary.size() + i);
            token.put("content", SPECIAL.get(i));
            for (String flag : List.of("single_word", "lstrip", "rstrip", "normalized")) {
                token.put(flag, false);
            }
            token.put("special", true);
            added.add(token);
        }
        Map<String, Object> byteLevel =
                Map.of("type", "ByteLevel", "add_prefix_space", false, "trim_offsets", false, "use_regex", false);
        Map<String, Object> tokenizer = new LinkedHashMap<>();
        tokenizer.put("version", "1.0");
        tokenizer.put("added_tokens", added);
        tokenizer.put("pre_tokenizer", byteLevel);
        tokenizer.put("decoder", byteLevel);
        tokenizer.put("model", Map.of("type", "BPE", "vocab", vocabulary, "merges", List.of()));
        return tokenizer;
    }

    /** The 256 bytes as byte-level vocabularies write them: printable ones as themselves, the rest from U+0100 on. */
    private static Map<String, Integer> vocabulary() {
        Map<String, Integer> vocabulary = new LinkedHashMap<>();
        int next = 256;
        for (int b = 0; b < 256; b++) {
            boolean printable = (b >= '!' && b <= '~') || (b >= 0xA1 && b <= 0xAC) || b >= 0xAE;
            vocabulary.put(Character.toString(printable ? b : next++), b);
        }
        return vocabulary;
    }

    private static byte[] weights(int vocabulary, Random random) throws IOException {
        Map<String, int[]> shapes = new LinkedHashMap<>();
        shapes.put("model.embed_tokens.weight", new int[] {vocabulary, HIDDEN});
        for (int layer = 0; layer < LAYERS; layer++) {
            String at = "model.layers." + layer + ".";
            for (String name : List.of("q_proj", "k_proj", "v_proj", "o_proj")) {
                shapes.put(at + "self_attn." + name + ".weight", new int[] {HIDDEN, HIDDEN});
            }
            shapes.put(at + "mlp.gate_proj.weight", new int[] {INNER, HIDDEN});
            shapes.put(at + "mlp.up_proj.weight", new int[] {INNER, HIDDEN});
            shapes.put(at + "mlp.down_proj.weight", new int[] {HIDDEN, INNER});
            shapes.put(at + "input_layernorm.weight", new int[] {HIDDEN});
            shapes.put(at + "post_attention_layernorm.weight", new int[] {HIDDEN});
        }
        shapes.put("model.norm.weight", new int[] {HIDDEN});
        Map<String, Object> header = new LinkedHashMap<>();
        int end = 0;
        for (Map.Entry<String, int[]> tensor : shapes.entrySet()) {
            int start = end;
            end += 4 * size(tensor.getValue());
            header.put(
                    tensor.getKey(),
                    Map.of("dtype", "F32", "shape", tensor.getValue(), "data_offsets", new int[] {start, end}));
        }
        byte[] json = JSON.writeValueAsString(header).getBytes(StandardCharsets.UTF_8);
        ByteBuffer file = ByteBuffer.allocate(8 + json.length + end).order(ByteOrder.LITTLE_ENDIAN);
        file.putLong(json.length).put(json);
        for (int[] shape : shapes.values()) {
            for (int i = 0; i < size(shape); i++) {
                file.putFloat(shape.length == 1 ? 1 : (float) (0.05 * random.nextGaussian()));
            }
        }
        return file.array();
    }

    private static int size(int[] shape) {
        return shape.length == 1 ? shape[0] : shape[0] * shape[1];
    }
}
