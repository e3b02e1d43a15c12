package dev.autodidact.web;

import dev.autodidact.memory.ChatHistory;
import java.time.Instant;

/**
 * A conversation at a glance, in the HTTP contract.
 *
 * @param conversation its name
 * @param title how it began
 * @param created when it began
 */
public record ConversationView(String conversation, String title, Instant created) {

    static ConversationView of(ChatHistory.Overview overview) {
        return new ConversationView(overview.name(), RequestCheck.shorten(overview.opening()), overview.created());
    }
}
