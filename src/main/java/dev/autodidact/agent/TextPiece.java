package dev.autodidact.agent;

import java.util.List;

/**
 * A piece of an answer as it comes. The text may lag behind the tokens: what might be the beginning of a stop text, or of
 * a character, is held back.
 *
 * @param text the new text, may be empty
 * @param tokens the new tokens, where log-probabilities were asked for
 */
public record TextPiece(String text, List<TokenChoice> tokens) {

    /** Nothing new: a question whether to go on. */
    public static final TextPiece NOTHING = new TextPiece("", List.of());

    public TextPiece {
        tokens = List.copyOf(tokens);
    }
}
