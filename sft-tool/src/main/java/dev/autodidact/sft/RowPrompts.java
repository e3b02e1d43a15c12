package dev.autodidact.sft;

import dev.autodidact.model.ChatTurn;
import dev.autodidact.model.Example;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.ToolCall;
import dev.autodidact.model.ToolDefinition;
import java.util.List;

/**
 * Renders training rows and prompts as the chat endpoint will: without the source, under each set of tools that a
 * question may come with.
 */
public final class RowPrompts {
    private final LanguageModel model;
    private final List<List<ToolDefinition>> toolSets;
    private final int[] end;

    /** @param toolSets the sets of tools that conversations list; the first is the one exams are asked under */
    public RowPrompts(LanguageModel model, List<List<ToolDefinition>> toolSets) {
        this.model = model;
        this.toolSets = List.copyOf(toolSets);
        this.end = endOfTurn();
    }

    int forms() {
        return toolSets.size();
    }

    /** The form that lists {@code tools} tools, or the nearest number below. */
    int form(int tools) {
        int best = 0;
        for (int form = 0; form < toolSets.size(); form++) {
            int distance = Math.abs(toolSets.get(form).size() - tools);
            if (distance < Math.abs(toolSets.get(best).size() - tools)) {
                best = form;
            }
        }
        return best;
    }

    public int[] end() {
        return end;
    }

    public int[] prompt(List<ChatTurn> turns, int form) {
        return model.tokenizer().encode(model.chatTemplate().renderPlain(turns, toolSets.get(form), true));
    }

    public int[] prompt(String question, int form) {
        return prompt(List.of(ChatTurn.user(question)), form);
    }

    /** What the model should say, up to and with the end of its turn. */
    public int[] answer(String text) {
        return withEnd(model.tokenizer().encodeOrdinary(text));
    }

    public int[] withEnd(int[] tokens) {
        int[] out = java.util.Arrays.copyOf(tokens, tokens.length + end.length);
        System.arraycopy(end, 0, out, tokens.length, end.length);
        return out;
    }

    /** A question and its answer. */
    public Example question(String q, String a, int form) {
        return Example.of(prompt(q, form), answer(a));
    }

    /** A question or a state, and what the model is to say or do. */
    Example row(LedgerRow row, int form) {
        return row(row.q(), row, form);
    }

    /** The same with the source before it, as a teacher sees it; null where the model's context is too short. */
    Example rowWithSource(String source, LedgerRow row, int form) {
        Example example = row(source.strip() + "\n" + row.q(), row, form);
        return example.length() <= model.contextLength() ? example : null;
    }

    private Example row(String asked, LedgerRow row, int form) {
        int[] prompt = prompt(asked, form);
        return Example.of(prompt, row.call() == null ? answer(row.a()) : action(asked, row.call(), form));
    }

    /** A tool call as the chat template writes it in the assistant's turn. */
    private int[] action(String asked, RowCall call, int form) {
        List<ChatTurn> turns = List.of(
                ChatTurn.user(asked), new ChatTurn("assistant", "", List.of(new ToolCall(call.name(), call.json()))));
        String prompt = model.chatTemplate().renderPlain(turns.subList(0, 1), toolSets.get(form), true);
        String whole = model.chatTemplate().renderPlain(turns, toolSets.get(form), false);
        if (!whole.startsWith(prompt)) {
            throw new IllegalStateException("the chat template does not write an assistant's turn after its prompt: "
                    + whole + " does not start with " + prompt);
        }
        int[] ids = model.tokenizer().encode(whole.substring(prompt.length()));
        int[] ended = ended(ids);
        return ended != null ? ended : withEnd(ids);
    }

    /** The same row with every token but the first as a target. */
    static Example observed(Example row) {
        float[] weights = new float[row.length()];
        java.util.Arrays.fill(weights, 1, weights.length, 1f);
        return new Example(row.tokens(), weights);
    }

    /** A statement, learned as text: every token but the first is a target. */
    public Example statement(String text) {
        return Example.of(new int[0], withEnd(model.tokenizer().encodeOrdinary(text)));
    }

    /** The tokens with which the template closes an assistant's turn: up to the first id that ends generation. */
    private int[] endOfTurn() {
        List<ChatTurn> asked = List.of(ChatTurn.user("q"));
        List<ChatTurn> answered = List.of(ChatTurn.user("q"), ChatTurn.assistant("a"));
        String prompt = model.chatTemplate().renderPlain(asked, List.of(), true);
        String whole = model.chatTemplate().renderPlain(answered, List.of(), false);
        int at = whole.indexOf("a", Math.min(prompt.length(), whole.length()) - 1);
        String tail = whole.substring(Math.max(at, 0) + 1);
        int[] ids = model.tokenizer().encode(tail);
        int[] ended = ended(ids);
        if (ended != null) {
            return ended;
        }
        throw new IllegalStateException("the chat template closes an assistant's turn with '" + tail
                + "', which holds none of the end ids " + model.config().eosIds());
    }

    /** The ids up to the first that ends generation; null if none does. */
    private int[] ended(int[] ids) {
        for (int i = 0; i < ids.length; i++) {
            if (model.config().eosIds().contains(ids[i])) {
                return java.util.Arrays.copyOf(ids, i + 1);
            }
        }
        return null;
    }
}
