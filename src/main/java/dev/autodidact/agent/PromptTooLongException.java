package dev.autodidact.agent;

/** Prompt and answer together do not fit into the model's context. */
public class PromptTooLongException extends RuntimeException {

    PromptTooLongException(int tokens, int limit) {
        super("the message makes a prompt of " + tokens + " tokens; the model's context leaves room for " + limit);
    }
}
