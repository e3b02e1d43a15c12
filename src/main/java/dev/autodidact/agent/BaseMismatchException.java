package dev.autodidact.agent;

/** The agent's active adapter version was trained on another base model than the one that is loaded. */
public class BaseMismatchException extends RuntimeException {

    BaseMismatchException(String agent, String adapter, String expected, String loaded) {
        super("adapter version " + adapter + " of agent '" + agent + "' belongs to the base model with hash " + expected
                + "; loaded is " + loaded + ". Start with that model, or roll the agent back.");
    }
}
