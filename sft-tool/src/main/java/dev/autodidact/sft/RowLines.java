package dev.autodidact.sft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.memory.AgentKey;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Reads a file of rows, one JSON object a line: OpenAI's chat form {@code {"messages":[…]}} with one question and one answer
 * or tool call, or a row of the ledger ({@code {"q","a"}}, {@code {"text"}}, {@code {"q","call"}}).
 *
 * @see <a href="https://platform.openai.com/docs/guides/supervised-fine-tuning">the chat form</a>
 */
final class RowLines {

    private static final ObjectMapper JSON = new ObjectMapper()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** The bounds of a teaching are the same for all agents. */
    private static final AgentKey NOBODY = AgentKey.of("nobody");

    private RowLines() {}

    /**
     * A row of a file.
     *
     * @param line where it stands, counted from 1
     * @param row what is taught
     * @param system whether a system message stood before it, which is not taught
     */
    record Line(int line, LedgerRow row, boolean system) {
        LedgerKind kind() {
            return row.call() == null ? LedgerKind.FACT : LedgerKind.DEMONSTRATION;
        }
    }

    /** Bytes as text, which must be UTF-8. */
    static String text(byte[] bytes) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new InvalidFileException("the file is not UTF-8 text; one JSON object a line is needed");
        }
    }

    /**
     * Reads and checks all rows; lines of blanks are left out.
     *
     * @throws InvalidFileException naming the line
     */
    static List<Line> read(String content, int maxRows) {
        List<Line> rows = new ArrayList<>();
        String text = content.startsWith("\uFEFF") ? content.substring(1) : content;
        int number = 0;
        for (String line : (Iterable<String>) text.lines()::iterator) {
            number++;
            if (line.isBlank()) {
                continue;
            }
            if (rows.size() == maxRows) {
                throw new InvalidFileException(number, "the file has more rows than " + maxRows);
            }
            rows.add(row(number, line));
        }
        if (rows.isEmpty()) {
            throw new InvalidFileException("the file holds no rows; one JSON object a line is needed");
        }
        return rows;
    }

    private static Line row(int number, String line) {
        JsonNode json;
        try {
            json = JSON.readTree(line);
        } catch (JsonProcessingException e) {
            throw new InvalidFileException(number, "not one JSON object: " + e.getOriginalMessage());
        }
        if (!(json instanceof ObjectNode object)) {
            throw new InvalidFileException(number, "a JSON object is needed");
        }
        Line row = object.has("messages") ? chat(number, object) : plain(number, object);
        try {
            TeachingBounds.check(new Teaching(
                    NOBODY,
                    row.kind(),
                    null,
                    null,
                    List.of(row.row()),
                    LedgerTrust.USER,
                    Teaching.NORMAL_STRENGTH,
                    null,
                    null,
                    null));
        } catch (InvalidTeachingException e) {
            throw new InvalidFileException(number, e.getMessage().replace("rows[0]", "the row"));
        }
        return row;
    }

    private static Line plain(int number, ObjectNode object) {
        try {
            return new Line(number, JSON.treeToValue(object, LedgerRow.class), false);
        } catch (JsonProcessingException e) {
            throw new InvalidFileException(
                    number, "neither {\"messages\":[…]} nor a row {\"q\",\"a\"}: " + e.getOriginalMessage());
        }
    }

    private static Line chat(int number, ObjectNode object) {
        JsonNode messages = object.get("messages");
        boolean system = "system".equals(role(messages, 0)) || "developer".equals(role(messages, 0));
        int first = system ? 1 : 0;
        if (messages.size() != first + 2
                || !"user".equals(role(messages, first))
                || !"assistant".equals(role(messages, first + 1))) {
            throw new InvalidFileException(
                    number, "messages must be one user and one assistant message, and may begin with a system message");
        }
        JsonNode answer = messages.get(first + 1);
        String asked = content(number, "messages[" + first + "]", messages.get(first));
        if (answer.path("weight").isNumber() && answer.get("weight").asDouble() != 1) {
            throw new InvalidFileException(number, "weight is " + answer.get("weight") + "; only 1 can be taught");
        }
        JsonNode calls = answer.path("tool_calls");
        if (calls.isArray() && !calls.isEmpty()) {
            return new Line(number, LedgerRow.demonstration(asked, call(number, answer, calls)), system);
        }
        return new Line(
                number, LedgerRow.question(asked, content(number, "messages[" + (first + 1) + "]", answer)), system);
    }

    private static RowCall call(int number, JsonNode answer, JsonNode calls) {
        if (calls.size() > 1 || !answer.path("content").asText("").isEmpty()) {
            throw new InvalidFileException(
                    number, "an answer must be a text or one tool call; it has " + calls.size() + " calls");
        }
        JsonNode function = calls.get(0).path("function");
        try {
            JsonNode arguments = JSON.readTree(function.path("arguments").asText(""));
            if (!arguments.isObject()) {
                throw new InvalidFileException(number, "the call's arguments are no JSON object");
            }
            return new RowCall(function.path("name").asText(), JSON.convertValue(arguments, Map.class));
        } catch (JsonProcessingException e) {
            throw new InvalidFileException(
                    number, "the call's arguments are no JSON object: " + e.getOriginalMessage());
        }
    }

    private static String role(JsonNode messages, int index) {
        return messages.path(index).path("role").asText();
    }

    private static String content(int number, String place, JsonNode message) {
        JsonNode content = message.path("content");
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder text = new StringBuilder();
        for (JsonNode part : content) {
            if (!part.path("type").asText().equals("text")) {
                throw new InvalidFileException(number, place + ".content holds a part that is no text");
            }
            text.append(part.path("text").asText());
        }
        if (text.isEmpty()) {
            throw new InvalidFileException(number, place + ".content is missing or empty");
        }
        return text.toString();
    }
}
