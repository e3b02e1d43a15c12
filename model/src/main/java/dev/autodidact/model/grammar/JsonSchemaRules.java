package dev.autodidact.model.grammar;

import static dev.autodidact.model.grammar.Grammar.choice;
import static dev.autodidact.model.grammar.Grammar.optional;
import static dev.autodidact.model.grammar.Grammar.sequence;
import static dev.autodidact.model.grammar.Grammar.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * JSON Schemas as rules. Held to are types, properties in the order of the schema, required ones, no others, items and
 * their number, enums, constants, anyOf, oneOf, references inside the schema. Bounds of numbers, lengths and patterns of
 * strings are not. Between the parts one space may stand, so that an answer cannot consist of blanks.
 *
 * @see <a href="https://json-schema.org/draft/2020-12">JSON Schema</a>
 */
final class JsonSchemaRules {
    private static final Set<String> REFUSED =
            Set.of("not", "if", "patternProperties", "dependentSchemas", "dependentRequired", "allOf");
    private static final int MOST_ITEMS = 64;
    private static final int DEEPEST = 64;
    private static final Grammar COMMA = text(",");

    final List<Grammar> rules = new ArrayList<>();
    private final Map<String, Grammar> named = new HashMap<>();
    private final Grammar any = reserve();
    private final Grammar string = add(sequence(
            text("\""),
            new Grammar.Repeat(choice(
                    new Grammar.One(Grammar.Kind.PLAIN),
                    sequence(
                            text("\\"),
                            choice(
                                    new Grammar.One(Grammar.Kind.ESCAPED),
                                    sequence(text("u"), hex(), hex(), hex(), hex()))))),
            text("\"")));
    private final Grammar whole = add(sequence(
            optional(text("-")), choice(text("0"), sequence(new Grammar.One(Grammar.Kind.DIGIT_NOT_ZERO), digits()))));
    private final Grammar number = add(sequence(
            whole,
            optional(sequence(text("."), new Grammar.One(Grammar.Kind.DIGIT), digits())),
            optional(sequence(
                    choice(text("e"), text("E")),
                    optional(choice(text("+"), text("-"))),
                    new Grammar.One(Grammar.Kind.DIGIT),
                    digits()))));
    private final Grammar anyObject = add(list("{", sequence(string, colon(), any), "}"));
    private JsonObject root;

    JsonSchemaRules() {
        set(any, choice(string, number, text("true"), text("false"), text("null"), anyObject, list("[", any, "]")));
    }

    /** Any JSON object. */
    Grammar anyObject() {
        return anyObject;
    }

    /** What fits a schema, given as JSON text. */
    Grammar schema(JsonElement schema) {
        root = schema.isJsonObject() ? schema.getAsJsonObject() : new JsonObject();
        named.clear();
        return value(schema, "#", 0);
    }

    private Grammar value(JsonElement element, String place, int depth) {
        if (depth > DEEPEST) {
            throw new UnsupportedSchemaException(place + " lies deeper than " + DEEPEST + " schemas");
        }
        if (element.isJsonPrimitive() && element.getAsJsonPrimitive().isBoolean() && element.getAsBoolean()) {
            return any;
        }
        if (!element.isJsonObject()) {
            throw new UnsupportedSchemaException(place + " is no schema but " + element);
        }
        JsonObject schema = element.getAsJsonObject();
        for (String keyword : REFUSED) {
            if (schema.has(keyword)) {
                throw new UnsupportedSchemaException(place + " has '" + keyword + "', which answers cannot be held to");
            }
        }
        if (schema.has("$ref")) {
            return reference(schema.get("$ref").getAsString(), place, depth);
        }
        if (schema.has("const")) {
            return text(schema.get("const").toString());
        }
        if (schema.has("enum")) {
            List<Grammar> options = new ArrayList<>();
            schema.getAsJsonArray("enum").forEach(option -> options.add(text(option.toString())));
            return add(new Grammar.Choice(options));
        }
        for (String keyword : List.of("anyOf", "oneOf")) {
            if (schema.has(keyword)) {
                JsonArray options = schema.getAsJsonArray(keyword);
                List<Grammar> all = new ArrayList<>();
                for (int i = 0; i < options.size(); i++) {
                    all.add(value(options.get(i), place + "/" + keyword + "/" + i, depth + 1));
                }
                return add(new Grammar.Choice(all));
            }
        }
        return typed(schema, place, depth);
    }

    private Grammar typed(JsonObject schema, String place, int depth) {
        JsonElement type = schema.get("type");
        if (type == null) {
            return schema.has("properties") ? object(schema, place, depth) : any;
        }
        if (type.isJsonArray()) {
            List<Grammar> all = new ArrayList<>();
            type.getAsJsonArray().forEach(one -> all.add(type(one.getAsString(), schema, place, depth)));
            return add(new Grammar.Choice(all));
        }
        return type(type.getAsString(), schema, place, depth);
    }

    private Grammar type(String type, JsonObject schema, String place, int depth) {
        return switch (type) {
            case "object" -> object(schema, place, depth);
            case "array" -> array(schema, place, depth);
            case "string" -> string;
            case "integer" -> whole;
            case "number" -> number;
            case "boolean" -> choice(text("true"), text("false"));
            case "null" -> text("null");
            default -> throw new UnsupportedSchemaException(place + " has the type '" + type + "', which JSON has not");
        };
    }

    private Grammar object(JsonObject schema, String place, int depth) {
        if (!schema.has("properties")) {
            return anyObject;
        }
        JsonObject properties = schema.getAsJsonObject("properties");
        Set<String> required = new java.util.HashSet<>();
        if (schema.has("required")) {
            schema.getAsJsonArray("required").forEach(name -> required.add(name.getAsString()));
        }
        // from the last to the first: what may follow when something stands before, and when nothing does
        Grammar after = text("}");
        Grammar first = text("}");
        for (String name : List.copyOf(properties.keySet()).reversed()) {
            Grammar member = sequence(
                    text(new com.google.gson.JsonPrimitive(name).toString()),
                    colon(),
                    value(properties.get(name), place + "/properties/" + name, depth + 1));
            Grammar here = sequence(member, after);
            Grammar behind = sequence(COMMA, space(), member, after);
            boolean needed = required.contains(name);
            first = add(needed ? here : choice(here, first));
            after = add(needed ? behind : choice(behind, after));
        }
        return add(sequence(text("{"), first));
    }

    private Grammar array(JsonObject schema, String place, int depth) {
        Grammar item = schema.has("items") ? value(schema.get("items"), place + "/items", depth + 1) : any;
        int least = schema.has("minItems") ? schema.get("minItems").getAsInt() : 0;
        int most = schema.has("maxItems") ? schema.get("maxItems").getAsInt() : Integer.MAX_VALUE;
        if (least > MOST_ITEMS || most < least || least < 0) {
            throw new UnsupportedSchemaException(place + " asks for " + least + " to " + most
                    + " items; at least 0 and at most " + MOST_ITEMS + " can be asked for");
        }
        Grammar more = add(sequence(COMMA, space(), item));
        Grammar tail = text("]");
        if (most > MOST_ITEMS) {
            tail = sequence(new Grammar.Repeat(more), tail);
        }
        for (int n = Math.min(most, MOST_ITEMS); n > Math.max(1, least); n--) {
            tail = most > MOST_ITEMS ? tail : add(choice(sequence(more, tail), text("]")));
        }
        for (int n = Math.max(1, least); n > 1; n--) {
            tail = add(sequence(more, tail));
        }
        Grammar some = sequence(item, tail);
        if (most == 0) {
            return text("[]");
        }
        return add(sequence(text("["), least > 0 ? some : choice(some, text("]"))));
    }

    private Grammar reference(String ref, String place, int depth) {
        Grammar known = named.get(ref);
        if (known != null) {
            return known;
        }
        JsonElement target = root;
        String[] steps = ref.split("/");
        for (int i = 1; i < steps.length && target != null; i++) {
            target = target.isJsonObject() ? target.getAsJsonObject().get(steps[i]) : null;
        }
        if (!steps[0].equals("#") || target == null) {
            throw new UnsupportedSchemaException(place + " refers to '" + ref + "', which is not in the schema");
        }
        if (target.isJsonObject() && target.getAsJsonObject().has("$ref")) {
            throw new UnsupportedSchemaException(place + " refers to '" + ref + "', which is itself a reference");
        }
        Grammar rule = reserve();
        named.put(ref, rule);
        set(rule, value(target, ref, depth + 1));
        return rule;
    }

    private static Grammar list(String open, Grammar item, String close) {
        return sequence(
                text(open),
                choice(sequence(item, new Grammar.Repeat(sequence(COMMA, space(), item)), text(close)), text(close)));
    }

    private static Grammar colon() {
        return sequence(text(":"), space());
    }

    private static Grammar space() {
        return optional(text(" "));
    }

    private static Grammar hex() {
        return new Grammar.One(Grammar.Kind.HEX);
    }

    private static Grammar digits() {
        return new Grammar.Repeat(new Grammar.One(Grammar.Kind.DIGIT));
    }

    private Grammar.Rule reserve() {
        rules.add(text(""));
        return new Grammar.Rule(rules.size() - 1);
    }

    private Grammar add(Grammar grammar) {
        Grammar.Rule rule = reserve();
        set(rule, grammar);
        return rule;
    }

    private void set(Grammar rule, Grammar grammar) {
        rules.set(((Grammar.Rule) rule).number(), grammar);
    }
}
