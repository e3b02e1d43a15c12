package dev.autodidact.model.template;

import com.google.gson.JsonElement;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON text as the values that templates see: LinkedHashMap, List, String, Boolean, number, {@link PythonNone}. */
public final class JsonValues {
    private JsonValues() {}

    /**
     * Reads one JSON object, strictly.
     *
     * @param what names the text in the error
     * @throws IllegalArgumentException if the text is no JSON object, or more than one
     */
    public static Map<String, Object> object(String json, String what) {
        try (JsonReader reader = strict(json)) {
            if (reader.peek() != JsonToken.BEGIN_OBJECT) {
                throw new IllegalArgumentException(what + " is no JSON object: " + json);
            }
            Object value = read(reader);
            if (reader.peek() != JsonToken.END_DOCUMENT) {
                throw new IllegalArgumentException(what + " has text behind the JSON object: " + json);
            }
            @SuppressWarnings("unchecked")
            Map<String, Object> object = (Map<String, Object>) value;
            return object;
        } catch (IOException | IllegalStateException e) {
            throw new IllegalArgumentException(what + " is no valid JSON: " + e.getMessage(), e);
        }
    }

    private static JsonReader strict(String json) {
        JsonReader reader = new JsonReader(new StringReader(json));
        reader.setStrictness(Strictness.STRICT);
        return reader;
    }

    public static Object of(JsonElement element) {
        if (element == null || element.isJsonNull()) {
            return PythonNone.NONE;
        }
        try (JsonReader reader = strict(element.toString())) {
            return read(reader);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static Object read(JsonReader reader) throws IOException {
        return switch (reader.peek()) {
            case BEGIN_OBJECT -> {
                Map<String, Object> object = new LinkedHashMap<>();
                reader.beginObject();
                while (reader.hasNext()) {
                    object.put(reader.nextName(), read(reader));
                }
                reader.endObject();
                yield object;
            }
            case BEGIN_ARRAY -> {
                List<Object> array = new ArrayList<>();
                reader.beginArray();
                while (reader.hasNext()) {
                    array.add(read(reader));
                }
                reader.endArray();
                yield array;
            }
            case STRING -> reader.nextString();
            case BOOLEAN -> reader.nextBoolean();
            case NULL -> {
                reader.nextNull();
                yield PythonNone.NONE;
            }
            default -> number(reader.nextString());
        };
    }

    private static Number number(String digits) {
        if (digits.indexOf('.') >= 0 || digits.indexOf('e') >= 0 || digits.indexOf('E') >= 0) {
            return Double.valueOf(digits);
        }
        BigInteger whole = new BigInteger(digits);
        return whole.bitLength() < Long.SIZE ? (Number) whole.longValue() : whole;
    }
}
