package dev.autodidact.agent;

import dev.autodidact.model.TextTokenizer;
import dev.autodidact.model.TokenConstraint;
import dev.autodidact.model.grammar.FormConstraint;
import dev.autodidact.model.grammar.TokenTree;
import dev.autodidact.model.grammar.UnsupportedSchemaException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Makes the constraints of answers that must have a form. The tokens' texts are looked up when first needed. */
final class AnswerForms {

    private static final char INCOMPLETE = '\uFFFD';
    private static final Set<String> CALL_MARKS = Set.of("<tool_call>", "</tool_call>");

    private final TextTokenizer tokenizer;
    private final int vocabulary;
    private final Set<Integer> stopIds;
    private List<String> texts;
    private TokenTree tree;

    AnswerForms(TextTokenizer tokenizer, int vocabulary, Set<Integer> stopIds) {
        this.tokenizer = tokenizer;
        this.vocabulary = vocabulary;
        this.stopIds = Set.copyOf(stopIds);
    }

    /**
     * The constraint of a prompt's answer, null where it is free.
     *
     * @throws UnfitFormException where answers cannot be held to the form
     */
    TokenConstraint constraint(GenerationPrompt prompt) {
        AnswerForm form = prompt.options().form();
        if (form == null) {
            return null;
        }
        TokenTree tokens = tokens();
        try {
            return switch (form) {
                case AnswerForm.Json(String schema) -> FormConstraint.json(tokens, texts::get, stopIds, schema);
                case AnswerForm.JsonObject() -> FormConstraint.json(tokens, texts::get, stopIds, null);
                case AnswerForm.Call(List<String> names) ->
                    FormConstraint.call(
                            tokens,
                            texts::get,
                            stopIds,
                            prompt.tools().stream()
                                    .filter(tool -> names.contains(tool.name()))
                                    .toList());
            };
        } catch (UnsupportedSchemaException e) {
            throw new UnfitFormException(e.getMessage(), e);
        }
    }

    private synchronized TokenTree tokens() {
        if (tree == null) {
            Set<String> closed = new HashSet<>(tokenizer.specialTokens());
            closed.removeAll(CALL_MARKS);
            // a text alone may lose a leading space: look at it behind another one
            int anchor = tokenizer.encodeOrdinary("a")[0];
            int before = tokenizer.decode(new int[] {anchor}, false).length();
            List<String> all = new ArrayList<>();
            for (int id = 0; id < vocabulary; id++) {
                String text = id >= tokenizer.vocabSize() || stopIds.contains(id)
                        ? null
                        : tokenizer.decode(new int[] {anchor, id}, false).substring(before);
                boolean usable = text != null && text.indexOf(INCOMPLETE) < 0 && !closed.contains(text);
                all.add(usable ? text : null);
            }
            texts = all;
            tree = new TokenTree(all);
        }
        return tree;
    }
}
