package dev.autodidact.seed;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.util.ArrayList;
import java.util.List;

/**
 * A reply read as a learn call.
 *
 * @param valid whether it is one call of the agreed form and nothing else
 * @param topic the topic, empty if not valid
 * @param rows the question rows in order; statement rows are left out
 */
public record LearnReply(boolean valid, String topic, List<ExamRow> rows) {

    private static final LearnReply INVALID = new LearnReply(false, "", List.of());
    private static final String OPEN = "<tool_call>";
    private static final String CLOSE = "</tool_call>";

    public static LearnReply parse(String reply) {
        String text = reply.strip();
        if (!text.startsWith(OPEN) || !text.endsWith(CLOSE)) {
            return INVALID;
        }
        try {
            JsonObject call = JsonParser.parseString(text.substring(OPEN.length(), text.length() - CLOSE.length()))
                    .getAsJsonObject();
            if (!call.get("name").getAsString().equals("learn")) {
                return INVALID;
            }
            JsonObject arguments = call.getAsJsonObject("arguments");
            return new LearnReply(true, arguments.get("topic").getAsString(), rows(arguments.getAsJsonArray("rows")));
        } catch (JsonParseException | IllegalStateException | NullPointerException | ClassCastException malformed) {
            return INVALID;
        }
    }

    private static List<ExamRow> rows(JsonArray array) {
        List<ExamRow> rows = new ArrayList<>();
        for (JsonElement element : array) {
            JsonObject row = element.getAsJsonObject();
            if (row.has("q")) {
                rows.add(new ExamRow(row.get("q").getAsString(), row.get("a").getAsString()));
            } else {
                row.get("text").getAsString();
            }
        }
        return rows;
    }
}
