package dev.autodidact.agent;

import java.util.List;

/**
 * A piece of an answer as it comes. The text may lag behind the tokens: what might be the beginning of a stop text, or of
 * a character, is held back.
 *
 * @param text the new text, may be empty
 * @param thought the same of what the model thinks before its answer
 * @param tokens the new tokens, where log-probabilities were asked for
 */
public record TextPiece(String text, String thought, List<TokenChoice> tokens) {

    /** Nothing new: a question whether to go on. */
    public static final TextPiece NOTHING = new TextPiece("", List.of());

    public TextPiece {
        tokens = List.copyOf(tokens);
    }

    /** As the model writes it, thoughts not told apart. */
    public TextPiece(String text, List<TokenChoice> tokens) {
        this(text, "", tokens);
    }
}
