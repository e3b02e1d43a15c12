package dev.autodidact.agent;

import dev.autodidact.memory.StoredMessage;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.SystemMessage;
import dev.langchain4j.data.message.ToolExecutionResultMessage;
import dev.langchain4j.data.message.UserMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/**
 * The part of a conversation that the model sees: whole turns, the newest, as many as fit. Where older ones are left out, the
 * system message says so.
 */
final class ConversationWindow {

    /** What is said of turns that are left out. */
    static final String CUT = "Earlier messages are out of sight.";

    /** The same where the model can look them up. */
    static final String CUT_RECALL = "Earlier messages are out of sight: recall finds them.";

    private final Optional<String> system;
    private final String cutNotice;
    private final List<Held> held = new ArrayList<>();
    private List<String> recalled = List.of();

    /** A message and, where it came from the history, what is stored of it. */
    private record Held(ChatMessage message, StoredMessage stored) {

        private static final int MARKS = 12;

        /** About how much of the prompt it is. */
        int chars() {
            return MARKS
                    + switch (message) {
                        case UserMessage said -> said.singleText().length();
                        case ToolExecutionResultMessage output -> output.text().length();
                        default -> LocalAnswer.text((AiMessage) message).length();
                    };
        }
    }

    /**
     * @param system text before each conversation
     * @param recalls whether the model can look up what is left out
     * @param history the end of the conversation so far
     * @param from the position before which messages have left the window for good
     */
    ConversationWindow(Optional<String> system, boolean recalls, List<StoredMessage> history, int from) {
        this.system = system;
        this.cutNotice = recalls ? CUT_RECALL : CUT;
        history.stream()
                .dropWhile(message -> message.position() < from || message.role() != StoredMessage.Role.USER)
                .map(stored -> new Held(message(stored), stored))
                .forEach(held::add);
        this.before = history.isEmpty() ? 0 : history.getLast().position() + 1;
    }

    /** Messages that the conversation had when the turn began. */
    private final int before;

    void add(ChatMessage message) {
        held.add(new Held(message, null));
    }

    /** Puts remembered texts before the conversation. */
    void recall(List<String> texts) {
        recalled = List.copyOf(texts);
    }

    List<String> recalled() {
        return recalled;
    }

    /** The position in the conversation of the first message that the model sees. */
    int start() {
        return held.stream()
                .map(Held::stored)
                .filter(Objects::nonNull)
                .mapToInt(StoredMessage::position)
                .findFirst()
                .orElse(before);
    }

    /** Whether older turns are left out. */
    boolean cut() {
        return start() > 0;
    }

    /** The stored messages that the model sees. */
    Set<UUID> stored() {
        return held.stream()
                .map(Held::stored)
                .filter(Objects::nonNull)
                .map(StoredMessage::id)
                .collect(Collectors.toSet());
    }

    /** All that the model sees, in order. */
    List<ChatMessage> messages() {
        List<ChatMessage> all = new ArrayList<>();
        system().ifPresent(text -> all.add(SystemMessage.from(text)));
        held.forEach(each -> all.add(each.message()));
        return all;
    }

    private Optional<String> system() {
        List<String> parts = new ArrayList<>();
        system.ifPresent(parts::add);
        if (cut()) {
            parts.add(cutNotice);
        }
        if (!recalled.isEmpty()) {
            parts.add("Memory:");
            recalled.forEach(text -> parts.add(text.replaceAll("\\s*\\n\\s*", " ")));
        }
        return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("\n", parts));
    }

    /**
     * Drops the oldest turns where not all fit, then remembered texts from the last one on.
     *
     * @param tokens tokens of a prompt with these messages
     * @param room what a prompt may have
     * @param rest what one may have from which turns had to be dropped: with less than the room the next turns find place, and the
     *     beginning of the prompt stays the same for a while
     * @return false where not even the newest turn fits alone
     */
    boolean shrink(ToIntFunction<List<ChatMessage>> tokens, int room, int rest) {
        int whole = tokens.applyAsInt(messages());
        if (whole <= room) {
            return true;
        }
        drop(tokens, whole, rest);
        while (tokens.applyAsInt(messages()) > room) {
            if (recalled.isEmpty()) {
                return false;
            }
            recalled = recalled.subList(0, recalled.size() - 1);
        }
        return true;
    }

    /**
     * Drops turns until the others fit, all but the newest where none do. Each look renders and reads the whole prompt: where
     * to look first is judged by the characters.
     */
    private void drop(ToIntFunction<List<ChatMessage>> tokens, int whole, int rest) {
        List<Held> all = List.copyOf(held);
        int chars = system().map(String::length).orElse(0)
                + all.stream().mapToInt(Held::chars).sum();
        double left = whole;
        boolean fits = false;
        for (int from = 1; from < all.size() && !fits; from++) {
            left -= (double) whole * all.get(from - 1).chars() / chars;
            if (all.get(from).message() instanceof UserMessage) {
                hold(all, from);
                fits = left <= rest && tokens.applyAsInt(messages()) <= rest;
            }
        }
    }

    private void hold(List<Held> all, int from) {
        held.clear();
        held.addAll(all.subList(from, all.size()));
    }

    private static ChatMessage message(StoredMessage stored) {
        return switch (stored.role()) {
            case USER -> UserMessage.from(stored.content());
            case ASSISTANT -> LocalAnswer.message(stored.content());
            case TOOL -> ToolExecutionResultMessage.from(stored.id().toString(), stored.toolName(), stored.content());
        };
    }
}
