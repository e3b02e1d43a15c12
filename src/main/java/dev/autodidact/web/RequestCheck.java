package dev.autodidact.web;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Excerpt;
import java.util.UUID;
import java.util.function.Function;

/** Checks of what comes from outside; each refusal names the value and the bound. */
final class RequestCheck {

    static final int MAX_CONVERSATION_CHARS = 128;

    private static final int MAX_WAIT_MS = 120_000;

    private RequestCheck() {}

    /** The caller's agent of this id; whether it exists is not checked. */
    static AgentKey agent(String id) {
        return Caller.now().agent(id);
    }

    /** A body that must be there. */
    static <T> T body(T body) {
        if (body == null) {
            throw ApiException.invalid(null, "body_missing", "the body is empty; a JSON object is needed");
        }
        return body;
    }

    /** A conversation's name; a new one where none is given. */
    static String conversation(String name) {
        if (name == null) {
            return UUID.randomUUID().toString();
        }
        if (name.isBlank() || name.length() > MAX_CONVERSATION_CHARS) {
            throw ApiException.invalid(
                    "conversation",
                    "invalid_conversation",
                    "conversation has " + name.length() + " characters; it needs 1 to " + MAX_CONVERSATION_CHARS
                            + ", not only blanks");
        }
        return name;
    }

    /** A text that must be there and not be longer than said. */
    static String text(String param, String text, int maxChars) {
        if (text == null || text.isBlank()) {
            throw ApiException.invalid(
                    param, param + "_empty", param + " is empty; 1 to " + maxChars + " characters are needed");
        }
        if (text.length() > maxChars) {
            throw ApiException.invalid(
                    param, param + "_too_long", param + " has " + text.length() + " characters; at most " + maxChars);
        }
        return text;
    }

    /** A whole number within bounds. */
    static long number(String param, String text, long min, long max) {
        try {
            long number = Long.parseLong(text);
            if (number >= min && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below with the bounds
        }
        throw ApiException.invalid(
                param,
                "invalid_" + param,
                param + " is '" + Excerpt.of(text) + "'; it must be a whole number from " + min + " to " + max);
    }

    /** A ticket's id. */
    static UUID ticket(String text) {
        return id(text, RequestCheck::unknownTicket);
    }

    /** An id; what cannot be one is answered as one that is not known. */
    static UUID id(String text, Function<String, ApiException> unknown) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw unknown.apply(text);
        }
    }

    /** How long to wait for the end of a job; not at all where nothing is said. */
    static int waitMs(Integer waitMs) {
        int wait = waitMs == null ? 0 : waitMs;
        if (wait < 0 || wait > MAX_WAIT_MS) {
            throw ApiException.invalid(
                    "wait_ms", "invalid_wait", "wait_ms is " + wait + "; it must lie in 0 to " + MAX_WAIT_MS);
        }
        return wait;
    }

    static ApiException unknownTicket(String text) {
        return ApiException.missing(
                "ticket", "ticket_not_found", "there is no learning ticket '" + Excerpt.of(text) + "'");
    }
}
