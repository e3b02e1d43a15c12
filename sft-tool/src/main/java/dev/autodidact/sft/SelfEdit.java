package dev.autodidact.sft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.model.ChatTurn;
import dev.autodidact.model.Completion;
import dev.autodidact.model.GenerationRequest;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.ParsedReply;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Sampling;
import dev.autodidact.model.ToolCall;
import dev.autodidact.model.ToolCallParser;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Question rows that the base model writes itself for a statement, by the same call that it makes in a chat. A statement
 * alone does not override "I don't know."; questions and answers do. A model that was not trained for the call is asked in
 * the words of an {@link EditForm}. Greedy with the adapter off, so that the same
 * statement always gives the same rows.
 */
final class SelfEdit {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MAX_TOKENS = 400;
    private static final int KEPT = 512;

    private final LanguageModel model;
    private final RowPrompts prompts;
    private final Map<String, List<LedgerRow>> known = new Recent<>(KEPT);

    SelfEdit(LanguageModel model, RowPrompts prompts) {
        this.model = model;
        this.prompts = prompts;
    }

    /** Question rows as they are; each statement replaced by the model's rows, or kept if it wrote none. */
    List<LedgerRow> questions(List<LedgerRow> rows) {
        List<LedgerRow> out = new ArrayList<>();
        for (LedgerRow row : rows) {
            List<LedgerRow> own = row.text() == null ? List.of(row) : write(row.text());
            out.addAll(own.isEmpty() ? List.of(row) : own);
        }
        return out;
    }

    private synchronized List<LedgerRow> write(String statement) {
        return known.computeIfAbsent(statement, s -> {
            int[] prompt = prompts.prompt(List.of(ChatTurn.user("Please learn: " + s)), 0);
            if (prompt.length + MAX_TOKENS > model.contextLength()) {
                return List.of();
            }
            Completion reply = model.generate(
                    new GenerationRequest(
                            prompt,
                            null,
                            Sampling.greedy(),
                            MAX_TOKENS,
                            model.config().eosIds()),
                    Precision.BF16,
                    token -> true);
            ParsedReply parsed = ToolCallParser.parse(model.tokenizer().decode(reply.tokens(), false));
            List<LedgerRow> rows = new ArrayList<>();
            for (ToolCall call : parsed.toolCalls()) {
                if (call.name().equals("learn")) {
                    read(call.argumentsJson(), rows);
                }
            }
            if (rows.isEmpty() && foreign()) {
                EditForm form = EditForm.all().getFirst();
                rows.addAll(new PromptedEdit(model).write(form, s, null).rows());
            }
            return List.copyOf(rows);
        });
    }

    /** Whether the model comes from elsewhere and has to be asked in a form. */
    boolean foreign() {
        return ReplayPrompts.foreign(model.folder());
    }

    private static void read(String arguments, List<LedgerRow> rows) {
        try {
            for (JsonNode row : JSON.readTree(arguments).path("rows")) {
                String q = row.path("q").asText("");
                String a = row.path("a").asText("");
                if (!q.isBlank() && !a.isBlank()) {
                    rows.add(LedgerRow.question(q, a));
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("arguments that the parser accepted are not JSON: " + arguments, e);
        }
    }
}
