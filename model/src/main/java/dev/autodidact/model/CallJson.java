package dev.autodidact.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The JSON of one tool call: its extent, its strict reading, and errors that a model can act on. */
final class CallJson {
    private static final Pattern PLACE = Pattern.compile(" at line (\\d+) column (\\d+) path \\S*");
    private static final Set<String> BEHIND =
            Set.of("Unterminated object", "Unterminated array", "Expected ':'", "Expected name");
    private static final String FORM = "{\"name\": …, \"arguments\": {…}}";
    private static final int EXCERPT = 24;

    private CallJson() {}

    /** The end of the object that starts at {@code from}, by braces outside strings; -1 if none starts or ends. */
    static int endOfObject(String text, int from) {
        if (from >= text.length() || text.charAt(from) != '{') {
            return -1;
        }
        int depth = 0;
        boolean quoted = false;
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == '{' || c == '}')) {
                depth += c == '{' ? 1 : -1;
                if (depth == 0) {
                    return i + 1;
                }
            }
        }
        return -1;
    }

    /** Whether the text is an object with a name and arguments, or is malformed but meant as one. */
    static boolean isCall(String json) {
        try {
            JsonObject object = parse(json);
            return object.has("name") && (object.has("parameters") || object.has("arguments"));
        } catch (IllegalArgumentException e) {
            return true;
        }
    }

    /**
     * Reads one call.
     *
     * @throws IllegalArgumentException with the place and what was expected there, in a sentence for the model
     */
    static ToolCall read(String json) {
        JsonObject object = parse(json);
        JsonElement name = object.get("name");
        if (name == null
                || !name.isJsonPrimitive()
                || !name.getAsJsonPrimitive().isString()) {
            throw new IllegalArgumentException("expected a text under \"name\" in " + FORM + ", found "
                    + (name == null ? "no \"name\"" : excerpt(name.toString())));
        }
        if (name.getAsString().isBlank()) {
            throw new IllegalArgumentException("the \"name\" of the tool is empty");
        }
        JsonElement arguments = object.has("arguments") ? object.get("arguments") : object.get("parameters");
        if (arguments == null) {
            throw new IllegalArgumentException(
                    "the call of " + name.getAsString() + " has no \"arguments\"; expected " + FORM);
        }
        if (arguments.isJsonPrimitive() && arguments.getAsJsonPrimitive().isString()) {
            arguments = parse(arguments.getAsString()); // OpenAI's form: the object as a text
        }
        if (!arguments.isJsonObject()) {
            throw new IllegalArgumentException("the \"arguments\" of " + name.getAsString()
                    + " are not a JSON object but " + excerpt(arguments.toString()));
        }
        return new ToolCall(name.getAsString(), arguments.toString());
    }

    private static JsonObject parse(String json) {
        if (json.isBlank()) {
            throw new IllegalArgumentException("the call is empty; expected " + FORM);
        }
        if (!json.strip().startsWith("{")) {
            throw new IllegalArgumentException("expected a JSON object " + FORM + ", found " + excerpt(json));
        }
        JsonReader reader = new JsonReader(new StringReader(json));
        reader.setStrictness(Strictness.STRICT);
        try {
            JsonObject object = JsonParser.parseReader(reader).getAsJsonObject();
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IllegalArgumentException("expected nothing behind the JSON object");
            }
            return object;
        } catch (IOException | JsonParseException | IllegalStateException e) {
            throw new IllegalArgumentException(explain(json, e), e);
        }
    }

    private static String explain(String json, Exception e) {
        Throwable cause = e.getCause() instanceof IOException ? e.getCause() : e;
        if (cause instanceof EOFException) {
            return "the JSON ends too early, at character " + (json.length() + 1) + " behind " + excerptEnd(json)
                    + ": expected the rest of the object";
        }
        String reason = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
        Matcher place = PLACE.matcher(reason);
        if (!place.find()) {
            return "the JSON is malformed: " + reason;
        }
        int line = Integer.parseInt(place.group(1));
        String what = reason.substring(0, place.start());
        int column = Integer.parseInt(place.group(2));
        if (BEHIND.contains(what) || from(json, line, column - 1).startsWith("'")) {
            column--; // Gson has read the character that it complains about
        }
        String rest = from(json, line, column);
        return "the JSON is malformed at line " + line + ", column " + column
                + (rest.isEmpty() ? ", its end" : ", near " + excerpt(rest)) + ": "
                + expected(what, cause instanceof MalformedJsonException);
    }

    private static String expected(String reason, boolean malformed) {
        if (!malformed) {
            return reason;
        }
        return switch (reason) {
            case "Unterminated object" -> "expected ',' or '}'";
            case "Unterminated array" -> "expected ',' or ']'";
            case "Unterminated string" -> "expected the closing '\"' of a string";
            case "Expected name" -> "expected a name in double quotes";
            case "Expected ':'" -> "expected ':'";
            case "Expected value" -> "expected a value";
            default ->
                reason.startsWith("Use JsonReader")
                        ? "expected a value or name of strict JSON (strings in double quotes, no comments, no comma at"
                                + " the end)"
                        : reason;
        };
    }

    private static String from(String json, int line, int column) {
        int start = 0;
        for (int n = 1; n < line && start >= 0; n++) {
            start = json.indexOf('\n', start) + 1;
        }
        int at = start + column - 1;
        return at < 0 || at >= json.length() ? "" : json.substring(at);
    }

    static String excerpt(String text) {
        String line = text.strip().replace("\n", "\\n").replace("\r", "\\r");
        return "`" + (line.length() > EXCERPT ? line.substring(0, EXCERPT) + "…" : line) + "`";
    }

    private static String excerptEnd(String text) {
        String line = text.strip().replace("\n", "\\n").replace("\r", "\\r");
        return "`" + (line.length() > EXCERPT ? "…" + line.substring(line.length() - EXCERPT) : line) + "`";
    }
}
