package dev.autodidact.sft;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.ChatTurn;
import dev.autodidact.model.Completion;
import dev.autodidact.model.GenerationRequest;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Sampling;
import dev.autodidact.model.ToolCallParser;
import java.util.ArrayList;
import java.util.List;

/**
 * Training rows by prompt, from any instruct model: asked in an {@link EditForm}, told what was wrong and asked again at
 * most twice, else refused in a sentence. Greedy, so that the same passage gives the same rows.
 */
public final class PromptedEdit {
    private static final int MOST_REPAIRS = 2;
    private static final int MAX_TOKENS = 512;

    private final LanguageModel model;

    /** @param model the writer */
    public PromptedEdit(LanguageModel model) {
        this.model = model;
    }

    /**
     * What came of it.
     *
     * @param rows the rows; empty if refused
     * @param repairs how often the model was told what was wrong
     * @param refusal null, or why there are no rows
     */
    public record Written(List<LedgerRow> rows, int repairs, String refusal) {}

    /**
     * Asks for rows.
     *
     * @param adapter the writer's adapter, or null for the base
     */
    public Written write(EditForm form, String passage, Adapter adapter) {
        List<ChatTurn> turns = new ArrayList<>();
        turns.add(ChatTurn.user(form.prompt().replace("{passage}", passage.strip())));
        for (int repairs = 0; ; repairs++) {
            int[] prompt = model.tokenizer().encode(model.chatTemplate().renderPlain(turns, List.of(), true));
            int room = model.contextLength() - prompt.length;
            if (room < 64) {
                return refused(
                        repairs,
                        "the passage and its request have " + prompt.length + " tokens; the model's context of "
                                + model.contextLength() + " leaves no room for rows");
            }
            String reply = reply(prompt, Math.min(MAX_TOKENS, room), adapter);
            EditReply read =
                    EditReply.read(form.kind(), ToolCallParser.parse(reply).text());
            if (read.fault() == null) {
                return new Written(List.copyOf(read.rows()), repairs, null);
            }
            if (repairs == MOST_REPAIRS) {
                return refused(
                        repairs, "the model wrote no usable rows in the form '" + form.name() + "': " + read.fault());
            }
            turns.add(ChatTurn.assistant(reply));
            turns.add(ChatTurn.user(read.fault() + " " + form.reminder()));
        }
    }

    private static Written refused(int repairs, String why) {
        return new Written(List.of(), repairs, why);
    }

    private String reply(int[] prompt, int tokens, Adapter adapter) {
        Completion completion = model.generate(
                new GenerationRequest(
                        prompt,
                        adapter,
                        Sampling.greedy(),
                        tokens,
                        model.config().eosIds()),
                Precision.BF16,
                token -> true);
        return model.tokenizer().decode(completion.tokens(), true);
    }
}
