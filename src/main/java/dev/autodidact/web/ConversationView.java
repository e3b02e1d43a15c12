package dev.autodidact.web;

import dev.autodidact.memory.ChatHistory;
import dev.autodidact.memory.Excerpt;
import java.time.Instant;

/**
 * A conversation at a glance, in the HTTP contract.
 *
 * @param conversation its name
 * @param title how it began
 * @param created when it began
 */
public record ConversationView(String conversation, String title, Instant created) {

    private static final int TITLE_CHARS = 80;

    static ConversationView of(ChatHistory.Overview overview) {
        return new ConversationView(overview.name(), Excerpt.of(overview.opening(), TITLE_CHARS), overview.created());
    }
}
