package dev.autodidact.seed;

import dev.autodidact.model.ModelConfig;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Writes the seed model as a Hugging Face folder. */
final class SeedFolder {
    private SeedFolder() {}

    /** Everything but the weights. */
    static void writeDescription(Path folder, ModelConfig c, TokenizerFile tokenizer, CorpusData data)
            throws IOException {
        Files.createDirectories(folder);
        tokenizer.write(folder.resolve("tokenizer.json"));
        ReplayKit.write(folder.resolve("replay.json"), data, 1);
        int end = TokenizerFile.MARKERS.indexOf(Document.END);
        Files.writeString(folder.resolve("config.json"), """
                {
                  "architectures": ["LlamaForCausalLM"],
                  "model_type": "llama",
                  "hidden_size": %d,
                  "num_hidden_layers": %d,
                  "num_attention_heads": %d,
                  "num_key_value_heads": %d,
                  "head_dim": %d,
                  "intermediate_size": %d,
                  "vocab_size": %d,
                  "hidden_act": "silu",
                  "rms_norm_eps": %s,
                  "rope_theta": %s,
                  "max_position_embeddings": %d,
                  "tie_word_embeddings": true,
                  "attention_bias": false,
                  "mlp_bias": false,
                  "bos_token_id": 0,
                  "eos_token_id": %d,
                  "torch_dtype": "float16"
                }
                """.formatted(
                        c.hidden(),
                        c.layers(),
                        c.heads(),
                        c.kvHeads(),
                        c.headDim(),
                        c.feedForward(),
                        c.vocabulary(),
                        c.normEps(),
                        c.ropeTheta(),
                        c.maxPositions(),
                        end));
        Files.writeString(
                folder.resolve("generation_config.json"),
                "{\n  \"do_sample\": false,\n  \"eos_token_id\": " + end + "\n}\n");
        Files.writeString(
                folder.resolve("tokenizer_config.json"),
                "{\n  \"tokenizer_class\": \"PreTrainedTokenizerFast\",\n  \"bos_token\": \"<|endoftext|>\",\n"
                        + "  \"eos_token\": \"" + Document.END + "\",\n  \"pad_token\": \"<|endoftext|>\",\n"
                        + "  \"model_max_length\": " + c.maxPositions() + ",\n  \"chat_template\": "
                        + Json.string(chatTemplate()) + "\n}\n");
    }

    /** The Jinja text that renders what {@link Document} renders. */
    static String chatTemplate() throws IOException {
        try (InputStream in = SeedFolder.class.getResourceAsStream("chat_template.jinja")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static void writeWeights(Path folder, byte[] safetensors) throws IOException {
        Path part = folder.resolve("model.safetensors.part");
        Files.write(part, safetensors);
        Files.move(
                part,
                folder.resolve("model.safetensors"),
                java.nio.file.StandardCopyOption.ATOMIC_MOVE,
                java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    }
}
