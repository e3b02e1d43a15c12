package dev.autodidact.sft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.model.ChatTurn;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Prompts whose answers must stay as they are. They have no answers here: the base model gives them itself, adapter off
 * (self-generated replay). A model folder may bring its own as {@code replay.json}.
 *
 * @param self questions that users ask about themselves
 * @param named questions about somebody or something, with {@code {n}} where a name goes
 * @param names names for {@code {n}}
 * @param neutral conversations of all kinds, ending with a user's or a tool's turn
 * @param paraphrase request for other words with {@code {q}}, or null if the model cannot do that
 */
record ReplayPrompts(
        List<String> self, List<String> named, List<String> names, List<Conversation> neutral, String paraphrase) {

    /**
     * @param turns the conversation
     * @param tools which set of tools it lists: 0 none, 1 learn, 2 learn and recall
     */
    record Conversation(List<ChatTurn> turns, int tools) {}

    private static final ObjectMapper JSON = new ObjectMapper();

    /** The prompts of the model folder, or general ones where it has none. */
    static ReplayPrompts load(Path modelFolder) {
        Path own = modelFolder == null ? null : modelFolder.resolve("replay.json");
        try {
            if (own != null && !foreign(modelFolder)) {
                return parse(JSON.readTree(own.toFile()));
            }
            try (InputStream in = ReplayPrompts.class.getResourceAsStream("replay.json")) {
                return parse(JSON.readTree(in));
            }
        } catch (IOException e) {
            throw new IllegalStateException("the replay prompts " + own + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** Whether a model folder brings none: then the model comes from elsewhere and does not know the runtime's calls. */
    static boolean foreign(Path modelFolder) {
        return modelFolder != null && !Files.isRegularFile(modelFolder.resolve("replay.json"));
    }

    private static ReplayPrompts parse(JsonNode json) {
        List<Conversation> neutral = new ArrayList<>();
        for (JsonNode conversation : json.path("neutral")) {
            List<ChatTurn> turns = new ArrayList<>();
            for (JsonNode turn : conversation.path("turns")) {
                turns.add(new ChatTurn(
                        turn.path("role").asText(), turn.path("content").asText()));
            }
            neutral.add(new Conversation(turns, conversation.path("tools").asInt()));
        }
        return new ReplayPrompts(
                strings(json, "self"),
                strings(json, "named"),
                strings(json, "names"),
                neutral,
                json.hasNonNull("paraphrase") ? json.get("paraphrase").asText() : null);
    }

    private static List<String> strings(JsonNode json, String key) {
        List<String> out = new ArrayList<>();
        json.path(key).forEach(n -> out.add(n.asText()));
        if (out.isEmpty()) {
            throw new IllegalStateException("replay.json: the list '" + key + "' is missing or empty");
        }
        return out;
    }
}
