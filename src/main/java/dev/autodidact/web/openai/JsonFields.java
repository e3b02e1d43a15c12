package dev.autodidact.web.openai;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.web.ApiException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Reads the fields of a JSON object; a field of the wrong type is named by its path, an unknown one is ignored. */
final class JsonFields {

    private static final ObjectReader READER =
            new ObjectMapper().reader().with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private final ObjectNode node;
    private final String path;

    private JsonFields(ObjectNode node, String path) {
        this.node = node;
        this.path = path;
    }

    /** The body of a request. */
    static JsonFields body(JsonNode body) {
        if (!(body instanceof ObjectNode object)) {
            throw ApiException.invalid(null, "body_missing", "the body must be a JSON object");
        }
        return new JsonFields(object, "");
    }

    /** Where a field stands in the body. */
    String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    /** Whether a field is there and not null. */
    boolean has(String name) {
        return node.hasNonNull(name);
    }

    /** A field as it is, null where it is missing or null. */
    JsonNode raw(String name) {
        return has(name) ? node.get(name) : null;
    }

    /** A text, null where it is missing. */
    String text(String name) {
        JsonNode value = raw(name);
        if (value != null && !value.isTextual()) {
            throw wrong(name, "a string", value);
        }
        return value == null ? null : value.textValue();
    }

    /** A text that must be there. */
    String required(String name) {
        String text = text(name);
        if (text == null || text.isEmpty()) {
            throw ApiException.invalid(at(name), "missing_required_parameter", at(name) + " is missing");
        }
        return text;
    }

    /** A whole number within bounds, null where it is missing. */
    Long whole(String name, long min, long max) {
        JsonNode value = raw(name);
        if (value == null) {
            return null;
        }
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, "an integer", value);
        }
        if (value.longValue() < min || value.longValue() > max) {
            throw outside(name, value, min, max);
        }
        return value.longValue();
    }

    /** A number within bounds, null where it is missing. */
    Double number(String name, double min, double max) {
        JsonNode value = raw(name);
        if (value == null) {
            return null;
        }
        if (!value.isNumber()) {
            throw wrong(name, "a number", value);
        }
        if (!(value.doubleValue() >= min && value.doubleValue() <= max)) {
            throw outside(name, value, min, max);
        }
        return value.doubleValue();
    }

    /** A flag, false where it is missing. */
    boolean flag(String name) {
        JsonNode value = raw(name);
        if (value != null && !value.isBoolean()) {
            throw wrong(name, "a boolean", value);
        }
        return value != null && value.booleanValue();
    }

    /** An object, null where it is missing. */
    JsonFields object(String name) {
        JsonNode value = raw(name);
        if (value == null) {
            return null;
        }
        if (!(value instanceof ObjectNode object)) {
            throw wrong(name, "an object", value);
        }
        return new JsonFields(object, at(name));
    }

    /** A list of objects, empty where it is missing. */
    List<JsonFields> objects(String name) {
        List<JsonFields> objects = new ArrayList<>();
        JsonNode list = raw(name);
        if (list == null) {
            return objects;
        }
        if (!list.isArray()) {
            throw wrong(name, "an array", list);
        }
        for (JsonNode element : list) {
            String place = at(name) + "[" + objects.size() + "]";
            if (!(element instanceof ObjectNode object)) {
                throw mistyped(place, "an object", element);
            }
            objects.add(new JsonFields(object, place));
        }
        return objects;
    }

    /** A text or a list of texts, empty where it is missing. */
    List<String> texts(String name) {
        JsonNode value = raw(name);
        if (value == null) {
            return List.of();
        }
        if (value.isTextual()) {
            return List.of(value.textValue());
        }
        if (!value.isArray()) {
            throw wrong(name, "a string or an array of strings", value);
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : value) {
            if (!element.isTextual()) {
                throw mistyped(at(name) + "[" + texts.size() + "]", "a string", element);
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    /** An object as JSON text, an empty one where it is missing. */
    String json(String name) {
        JsonFields fields = object(name);
        return (fields == null ? JsonNodeFactory.instance.objectNode() : fields.node).toString();
    }

    /** A text that holds a JSON object, an empty one where it is missing or blank. */
    String jsonText(String name) {
        String text = text(name);
        if (text == null || text.isBlank()) {
            return "{}";
        }
        try {
            if (READER.readTree(text) instanceof ObjectNode) {
                return text;
            }
        } catch (JsonProcessingException e) {
            // said below
        }
        throw refused(name, "is not the JSON of an object");
    }

    ApiException wrong(String name, String expected, JsonNode actual) {
        return mistyped(at(name), expected, actual);
    }

    /** A refusal of this field's value. */
    ApiException refused(String name, String message) {
        return ApiException.invalid(at(name), "invalid_value", at(name) + " " + message);
    }

    private ApiException outside(String name, JsonNode value, Object min, Object max) {
        return refused(name, "is " + value + "; it must lie in " + min + " to " + max);
    }

    private static ApiException mistyped(String place, String expected, JsonNode actual) {
        return ApiException.invalid(
                place,
                "invalid_type",
                "Invalid type for '" + place + "': expected " + expected + ", but got "
                        + (actual.isNull()
                                ? "null"
                                : article(actual.getNodeType().name().toLowerCase(Locale.ROOT)))
                        + " instead.");
    }

    private static String article(String noun) {
        return ("aeiou".indexOf(noun.charAt(0)) >= 0 ? "an " : "a ") + noun;
    }
}
