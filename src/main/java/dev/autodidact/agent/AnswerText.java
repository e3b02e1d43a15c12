package dev.autodidact.agent;

import dev.autodidact.model.BatchEvent;
import dev.autodidact.model.TextTokenizer;
import dev.autodidact.model.TokenStream;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The tokens of one answer as text. */
final class AnswerText {

    private final TextTokenizer tokenizer;
    private final boolean logprobs;
    private final Predicate<TextPiece> onText;
    private final TokenStream stream;
    private final StopText stop;
    private final StringBuilder text = new StringBuilder();
    private boolean open = true;
    private int tokens;

    AnswerText(TextTokenizer tokenizer, GenerationOptions options, Predicate<TextPiece> onText) {
        this.tokenizer = tokenizer;
        this.logprobs = options.topLogprobs() >= 0;
        this.onText = onText;
        // Special tokens keep their text: the marks of a tool call may be such tokens.
        this.stream = tokenizer.stream(false);
        this.stop = new StopText(options.stop());
    }

    /** Puts a text before the first token, which the prompt has given away. */
    void begin(String given) {
        pass(given, List.of());
    }

    /** Takes a token; whether more are wanted. */
    boolean take(BatchEvent.Token token) {
        if (!open) {
            return false;
        }
        tokens++;
        String piece = stop.push(stream.push(token.id()));
        pass(piece, logprobs ? List.of(choice(token)) : List.of());
        open &= !stop.found();
        return open;
    }

    /** Passes on what was held back. */
    void finish() {
        if (open) {
            pass(stop.push(stream.finish()) + stop.finish(), List.of());
        }
    }

    private void pass(String piece, List<TokenChoice> choices) {
        text.append(piece);
        if (!piece.isEmpty() || !choices.isEmpty()) {
            open &= onText.test(new TextPiece(piece, choices));
        }
    }

    private TokenChoice choice(BatchEvent.Token token) {
        List<TokenChoice.Alternative> top = new ArrayList<>();
        for (int i = 0; i < token.topIds().length; i++) {
            top.add(new TokenChoice.Alternative(name(token.topIds()[i]), token.topLogProbabilities()[i]));
        }
        return new TokenChoice(name(token.id()), token.logProbability(), top);
    }

    private String name(int id) {
        return tokenizer.decode(new int[] {id}, false);
    }

    String text() {
        return text.toString();
    }

    int tokens() {
        return tokens;
    }

    /** Whether it ended before one of the stop texts. */
    boolean stopped() {
        return stop.found();
    }
}
