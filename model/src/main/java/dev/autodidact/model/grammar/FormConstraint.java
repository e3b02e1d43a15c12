package dev.autodidact.model.grammar;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import dev.autodidact.model.TokenConstraint;
import dev.autodidact.model.ToolDefinition;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntFunction;

/** Holds one answer to a form. */
public final class FormConstraint implements TokenConstraint {
    private final TokenTree tokens;
    private final IntFunction<String> texts;
    private final Set<Integer> stopIds;
    private final Map<GrammarState, BitSet> known = new HashMap<>();
    private GrammarState state;

    private FormConstraint(TokenTree tokens, IntFunction<String> texts, Set<Integer> stopIds, GrammarState start) {
        this.tokens = tokens;
        this.texts = texts;
        this.stopIds = stopIds;
        this.state = start;
    }

    /**
     * JSON that fits a schema.
     *
     * @param tokens all tokens
     * @param texts a token's text by its id
     * @param stopIds ids that end a text
     * @param schemaJson the schema, null for any object
     * @throws UnsupportedSchemaException where answers cannot be held to it
     */
    public static FormConstraint json(
            TokenTree tokens, IntFunction<String> texts, Set<Integer> stopIds, String schemaJson) {
        JsonSchemaRules rules = new JsonSchemaRules();
        Grammar start = schemaJson == null ? rules.anyObject() : rules.schema(parse(schemaJson));
        return new FormConstraint(tokens, texts, stopIds, GrammarState.start(rules.rules, start));
    }

    /**
     * One call of one of some tools, with arguments that fit its schema.
     *
     * @throws UnsupportedSchemaException where answers cannot be held to a tool's schema
     */
    public static FormConstraint call(
            TokenTree tokens, IntFunction<String> texts, Set<Integer> stopIds, List<ToolDefinition> tools) {
        JsonSchemaRules rules = new JsonSchemaRules();
        List<Grammar> calls = new ArrayList<>();
        Grammar space = Grammar.optional(Grammar.text(" "));
        for (ToolDefinition tool : tools) {
            calls.add(Grammar.sequence(
                    Grammar.text("{\"name\":"),
                    space,
                    Grammar.text(new JsonPrimitive(tool.name()).toString()),
                    Grammar.text(","),
                    space,
                    Grammar.text("\"arguments\":"),
                    space,
                    rules.schema(parse(tool.parametersJson())),
                    Grammar.text("}")));
        }
        Grammar line = Grammar.optional(Grammar.text("\n"));
        Grammar start = Grammar.sequence(
                Grammar.text("<tool_call>"), line, new Grammar.Choice(calls), line, Grammar.text("</tool_call>"));
        return new FormConstraint(tokens, texts, stopIds, GrammarState.start(rules.rules, start));
    }

    private static JsonElement parse(String json) {
        try {
            return JsonParser.parseString(json);
        } catch (RuntimeException e) {
            throw new UnsupportedSchemaException("the schema is not JSON: " + e.getMessage());
        }
    }

    @Override
    public BitSet allowed() {
        return known.computeIfAbsent(state, s -> {
            BitSet allowed = tokens.allowed(s);
            if (s.complete()) {
                stopIds.forEach(allowed::set);
            }
            return allowed;
        });
    }

    @Override
    public void accept(int token) {
        String text = texts.apply(token);
        for (int i = 0; i < text.length(); i++) {
            state = state.after(text.charAt(i));
        }
    }
}
