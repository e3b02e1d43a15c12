package dev.autodidact.seed;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A byte-level BPE vocabulary as a Hugging Face {@code tokenizer.json}.
 *
 * @param vocabulary tokens by id: the markers, the 256 bytes, the merges in order
 * @param merges pairs in order of priority, left and right token separated by a space
 * @param pattern the pre-tokenizer's regular expression
 */
public record TokenizerFile(List<String> vocabulary, List<String> merges, String pattern) {

    /** The markers, one token each, at the first ids. */
    public static final List<String> MARKERS = List.of(
            "<|endoftext|>",
            "<|im_start|>",
            "<|im_end|>",
            Role.SYSTEM.opening(),
            Role.USER.opening(),
            Role.ASSISTANT.opening(),
            Role.TOOL.opening(),
            "<tool_call>",
            "</tool_call>");

    public String json() {
        StringBuilder out = new StringBuilder(200_000);
        out.append(
                "{\n  \"version\": \"1.0\",\n  \"truncation\": null,\n  \"padding\": null,\n  \"added_tokens\": [\n");
        for (int id = 0; id < MARKERS.size(); id++) {
            String marker = MARKERS.get(id);
            out.append("    {\"id\": ").append(id).append(", \"content\": ").append(Json.string(marker));
            out.append(
                    ", \"single_word\": false, \"lstrip\": false, \"rstrip\": false, \"normalized\": false, \"special\": ");
            out.append(!marker.contains("tool_call")).append(id + 1 < MARKERS.size() ? "},\n" : "}\n");
        }
        out.append(
                "  ],\n  \"normalizer\": null,\n  \"pre_tokenizer\": {\"type\": \"Sequence\", \"pretokenizers\": [\n");
        out.append("    {\"type\": \"Split\", \"pattern\": {\"Regex\": ").append(Json.string(pattern));
        out.append("}, \"behavior\": \"Isolated\", \"invert\": false},\n");
        out.append(
                "    {\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": false, \"use_regex\": false}\n");
        out.append("  ]},\n  \"post_processor\": null,\n");
        out.append(
                "  \"decoder\": {\"type\": \"ByteLevel\", \"add_prefix_space\": false, \"trim_offsets\": false, \"use_regex\": false},\n");
        out.append(
                "  \"model\": {\"type\": \"BPE\", \"dropout\": null, \"unk_token\": null, \"continuing_subword_prefix\": null,");
        out.append(
                " \"end_of_word_suffix\": null, \"fuse_unk\": false, \"byte_fallback\": false, \"ignore_merges\": false,\n");
        out.append("  \"vocab\": {\n");
        for (int id = 0; id < vocabulary.size(); id++) {
            out.append("    ")
                    .append(Json.string(vocabulary.get(id)))
                    .append(": ")
                    .append(id);
            out.append(id + 1 < vocabulary.size() ? ",\n" : "\n");
        }
        out.append("  },\n  \"merges\": [\n");
        for (int i = 0; i < merges.size(); i++) {
            out.append("    ").append(Json.string(merges.get(i))).append(i + 1 < merges.size() ? ",\n" : "\n");
        }
        return out.append("  ]}\n}\n").toString();
    }

    public void write(Path file) throws IOException {
        Files.writeString(file, json(), StandardCharsets.UTF_8);
    }
}
