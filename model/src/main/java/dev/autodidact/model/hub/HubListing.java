package dev.autodidact.model.hub;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What a repository holds at one commit.
 *
 * @param commit the commit, 40 hex digits
 * @param files its files
 */
record HubListing(String commit, List<HubFile> files) {
    /** Small files that belong to a model; all but the first are optional. */
    private static final List<String> SMALL = List.of(
            "config.json",
            "generation_config.json",
            "tokenizer.json",
            "tokenizer_config.json",
            "special_tokens_map.json",
            "chat_template.jinja");

    static HubListing parse(HubId id, String json) {
        try {
            JsonObject object = JsonParser.parseString(json).getAsJsonObject();
            List<HubFile> files = new ArrayList<>();
            for (JsonElement element : object.getAsJsonArray("siblings")) {
                JsonObject file = element.getAsJsonObject();
                JsonObject large =
                        file.has("lfs") && file.get("lfs").isJsonObject() ? file.getAsJsonObject("lfs") : null;
                files.add(new HubFile(
                        file.get("rfilename").getAsString(),
                        file.has("size") ? file.get("size").getAsLong() : -1,
                        large != null && large.has("sha256")
                                ? large.get("sha256").getAsString()
                                : "",
                        large == null && file.has("blobId") ? file.get("blobId").getAsString() : ""));
            }
            String commit = object.get("sha").getAsString();
            if (!commit.matches("[0-9a-f]{7,64}")) {
                throw new IllegalStateException("sha is " + commit);
            }
            return new HubListing(commit, files);
        } catch (JsonParseException | IllegalStateException | NullPointerException | UnsupportedOperationException e) {
            throw new HubException("the hub's answer about " + id + " is not understood: " + e.getMessage(), e);
        }
    }

    Optional<HubFile> find(String name) {
        return files.stream().filter(f -> f.name().equals(name)).findFirst();
    }

    /** Configuration, tokenizer and templates. */
    List<HubFile> small() {
        return SMALL.stream().map(this::find).flatMap(Optional::stream).toList();
    }

    /**
     * The weight files.
     *
     * @throws HubException if there are none in safetensors format, naming what there is instead
     */
    List<HubFile> weights(HubId id) {
        List<HubFile> single =
                files.stream().filter(f -> f.name().equals("model.safetensors")).toList();
        if (!single.isEmpty()) {
            return single;
        }
        List<HubFile> shards = files.stream()
                .filter(f -> f.name().matches("model-\\d+-of-\\d+\\.safetensors")
                        || f.name().equals("model.safetensors.index.json"))
                .toList();
        if (find("model.safetensors.index.json").isPresent() && shards.size() > 1) {
            return shards;
        }
        String others = String.join(
                ", ",
                files.stream()
                        .map(HubFile::name)
                        .filter(n -> n.matches(".*\\.(gguf|bin|pt|pth|onnx|safetensors)"))
                        .limit(5)
                        .toList());
        throw new HubException(id + " has no model.safetensors, whole or in shards"
                + (others.isEmpty() ? "" : " (it has " + others + ")")
                + "; GGUF, pickle and other formats are not loaded: take the repository with the original weights");
    }
}
