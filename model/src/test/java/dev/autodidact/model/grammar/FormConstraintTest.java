package dev.autodidact.model.grammar;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.autodidact.model.ToolDefinition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Whatever a model chooses among the allowed tokens, the text has its form. */
class FormConstraintTest {

    private static final int STOP = 0;
    private static final List<String> TOKENS = tokens();
    private static final TokenTree TREE = new TokenTree(TOKENS);

    private static List<String> tokens() {
        List<String> tokens = new ArrayList<>();
        tokens.add(null);
        for (char c = ' '; c < 127; c++) {
            tokens.add(String.valueOf(c));
        }
        tokens.addAll(List.of(
                "\n",
                "{\"",
                "\":",
                "\",\"",
                "\"}",
                "name",
                "true",
                "null",
                "12",
                "ü",
                "\":\"",
                "\\u",
                "},{",
                "<tool_call>",
                "]}",
                "\"\"",
                "\", \"",
                "tool",
                "</tool_call>",
                "ange"));
        return tokens;
    }

    private static FormConstraint json(String schema) {
        return FormConstraint.json(TREE, TOKENS::get, Set.of(STOP), schema);
    }

    /** A random walk; where it is long it takes what ends texts sooner. */
    private static String walk(FormConstraint constraint, Random random) {
        StringBuilder text = new StringBuilder();
        for (int n = 0; n < 2_000; n++) {
            BitSet allowed = constraint.allowed();
            assertThat(allowed.isEmpty()).as("nothing may follow %s", text).isFalse();
            if (allowed.get(STOP) && (n > 60 || random.nextInt(3) == 0)) {
                return text.toString();
            }
            boolean early = n < 60;
            int[] ids = allowed.stream()
                    .filter(id -> id != STOP)
                    .filter(id -> early || !allowedEnd(allowed) || "\"]}".contains(TOKENS.get(id)))
                    .toArray();
            if (ids.length == 0) {
                return text.toString();
            }
            int id = ids[random.nextInt(ids.length)];
            text.append(TOKENS.get(id));
            constraint.accept(id);
        }
        throw new AssertionError("no end of " + text);
    }

    private static boolean allowedEnd(BitSet allowed) {
        return allowed.stream().anyMatch(id -> id != STOP && "\"]}".contains(TOKENS.get(id)));
    }

    private static boolean takes(FormConstraint constraint, String text) {
        for (int i = 0; i < text.length(); i++) {
            int id = TOKENS.indexOf(text.substring(i, i + 1));
            if (!constraint.allowed().get(id)) {
                return false;
            }
            constraint.accept(id);
        }
        return constraint.allowed().get(STOP);
    }

    @Test
    void randomChoicesMakeObjectsOfTheSchema() {
        String schema = """
                {"type":"object","properties":{
                  "name":{"type":"string"},
                  "size":{"enum":["small","large",3]},
                  "count":{"type":"integer"},
                  "tags":{"type":"array","items":{"type":"boolean"},"minItems":1,"maxItems":3},
                  "next":{"anyOf":[{"$ref":"#/$defs/node"},{"type":"null"}]}},
                 "required":["name","count","tags"],
                 "$defs":{"node":{"type":"object","properties":{"value":{"type":"number"}},"required":["value"]}}}""";
        Random random = new Random(4);
        for (int i = 0; i < 200; i++) {
            JsonObject object =
                    JsonParser.parseString(walk(json(schema), random)).getAsJsonObject();
            assertThat(object.keySet()).contains("name", "count", "tags");
            assertThat(Set.of("name", "size", "count", "tags", "next")).containsAll(object.keySet());
            assertThat(object.get("name").getAsJsonPrimitive().isString()).isTrue();
            assertThat(object.get("count").getAsString()).matches("-?\\d+");
            JsonArray tags = object.getAsJsonArray("tags");
            assertThat(tags.size()).isBetween(1, 3);
            tags.forEach(tag -> assertThat(tag.getAsJsonPrimitive().isBoolean()).isTrue());
            if (object.has("size")) {
                assertThat(object.get("size").toString()).isIn("\"small\"", "\"large\"", "3");
            }
            if (object.has("next") && !object.get("next").isJsonNull()) {
                assertThat(object.getAsJsonObject("next").keySet()).containsExactly("value");
            }
        }
    }

    @Test
    void anyObjectIsValidJson() {
        Random random = new Random(9);
        for (int i = 0; i < 100; i++) {
            JsonElement element = JsonParser.parseString(walk(json(null), random));
            assertThat(element.isJsonObject()).isTrue();
        }
    }

    @Test
    void whatFitsIsTakenAndWhatDoesNotIsNot() {
        String schema =
                "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":\"integer\"},\"b\":{\"type\":[\"string\",\"null\"]}},"
                        + "\"required\":[\"b\"]}";
        for (String good : List.of("{\"a\":-10,\"b\":\"x\"}", "{\"b\": null}", "{\"a\": 0, \"b\": \"\\\"\\u00e4\"}")) {
            assertThat(takes(json(schema), good)).as(good).isTrue();
        }
        for (String bad : List.of(
                "{\"a\":1}",
                "{\"b\":1}",
                "{\"a\":01,\"b\":null}",
                "{\"b\":null,\"a\":1}",
                "{\"b\":null,}",
                "{\"c\":1}",
                "[]",
                "{\"b\":\"",
                "  {\"b\":null}")) {
            assertThat(takes(json(schema), bad)).as(bad).isFalse();
        }
    }

    @Test
    void aRecursiveSchemaHasNoEndInItself() {
        String tree =
                "{\"$ref\":\"#/$defs/t\",\"$defs\":{\"t\":{\"type\":\"object\",\"properties\":{\"kids\":{\"type\":\"array\","
                        + "\"items\":{\"$ref\":\"#/$defs/t\"}}},\"required\":[\"kids\"]}}}";
        assertThat(takes(json(tree), "{\"kids\":[{\"kids\":[]},{\"kids\":[{\"kids\":[]}]}]}"))
                .isTrue();
        assertThat(takes(json(tree), "{\"kids\":[{}]}")).isFalse();
    }

    @Test
    void aCallNamesOneOfTheToolsAndItsArguments() {
        ToolDefinition weather = new ToolDefinition(
                "weather",
                "",
                "{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}},\"required\":[\"city\"]}");
        Random random = new Random(2);
        for (int i = 0; i < 50; i++) {
            String text = walk(FormConstraint.call(TREE, TOKENS::get, Set.of(STOP), List.of(weather)), random);
            assertThat(text).startsWith("<tool_call>").endsWith("</tool_call>").contains("\"weather\"");
            JsonObject call = JsonParser.parseString(
                            text.substring("<tool_call>".length(), text.length() - "</tool_call>".length()))
                    .getAsJsonObject();
            assertThat(call.getAsJsonObject("arguments").keySet()).containsExactly("city");
        }
    }

    @Test
    void whatAnswersCannotBeHeldToIsRefusedByItsPlace() {
        assertThatThrownBy(() -> json("{\"type\":\"object\",\"properties\":{\"a\":{\"not\":{}}}}"))
                .isInstanceOf(UnsupportedSchemaException.class)
                .hasMessageContaining("#/properties/a")
                .hasMessageContaining("not");
        assertThatThrownBy(() -> json("{\"$ref\":\"#/$defs/x\"}"))
                .isInstanceOf(UnsupportedSchemaException.class)
                .hasMessageContaining("#/$defs/x");
        assertThatThrownBy(() -> json("{\"type\":\"text\"}")).isInstanceOf(UnsupportedSchemaException.class);
    }
}
