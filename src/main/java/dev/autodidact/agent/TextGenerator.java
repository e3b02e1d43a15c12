package dev.autodidact.agent;

import java.util.function.Predicate;

/** The base model as the agent loop sees it: text in, text out, with the adapter named by each call. */
public interface TextGenerator {

    /** The base model's name. */
    String baseId();

    /** Hash of the base weights. */
    String baseHash();

    /** How many tokens prompt and answer may have together. */
    int contextLength();

    /** How many tokens the prompt has when the chat template has rendered it. */
    int promptTokens(GenerationPrompt prompt);

    /**
     * Writes an answer and waits for its end: call it on a virtual thread.
     *
     * @param onText gets each piece as it comes, and {@link TextPiece#NOTHING} now and then; false ends the generation
     * @throws ModelBusyException where as many wait as may; nothing was written
     * @throws PromptTooLongException where prompt and answer do not fit into the context
     */
    GeneratedText generate(GenerationPrompt prompt, Predicate<TextPiece> onText);

    /** Ends all that is being written. */
    default void stop() {}
}
