package dev.autodidact.agent;

import dev.autodidact.memory.StoredMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The part of a conversation that the model sees: whole turns, the newest, as many as fit. */
final class ConversationWindow {

    private final Optional<String> system;
    private final List<ChatMessage> messages = new ArrayList<>();

    ConversationWindow(Optional<String> system, List<StoredMessage> history) {
        this.system = system;
        history.stream()
                .dropWhile(message -> message.role() != StoredMessage.Role.USER)
                .map(ConversationWindow::message)
                .forEach(messages::add);
    }

    void add(ChatMessage message) {
        messages.add(message);
    }

    /** All that the model sees, in order. */
    List<ChatMessage> messages() {
        List<ChatMessage> all = new ArrayList<>();
        system.ifPresent(text -> all.add(SystemMessage.from(text)));
        all.addAll(messages);
        return all;
    }

    /**
     * Drops the oldest turns until the rest fits.
     *
     * @return false where not even the newest turn fits alone
     */
    boolean shrink(Predicate<List<ChatMessage>> fits) {
        while (!fits.test(messages())) {
            int next = nextTurn();
            if (next < 0) {
                return false;
            }
            messages.subList(0, next).clear();
        }
        return true;
    }

    /** Where the second turn begins, or -1. */
    private int nextTurn() {
        for (int i = 1; i < messages.size(); i++) {
            if (messages.get(i) instanceof UserMessage) {
                return i;
            }
        }
        return -1;
    }

    private static ChatMessage message(StoredMessage stored) {
        return switch (stored.role()) {
            case USER -> UserMessage.from(stored.content());
            case ASSISTANT -> LocalAnswer.message(stored.content());
            case TOOL -> ToolExecutionResultMessage.from(stored.id().toString(), stored.toolName(), stored.content());
        };
    }
}
