package dev.autodidact.model;

import java.util.List;
import java.util.Objects;

/**
 * One turn of a conversation as chat templates see it.
 *
 * @param role {@code system}, {@code user}, {@code assistant} or {@code tool}
 * @param content the text; never null (null becomes the empty text)
 * @param toolCalls the calls of an assistant's turn; never null (null becomes the empty list)
 */
public record ChatTurn(String role, String content, List<ToolCall> toolCalls) {
    public ChatTurn {
        Objects.requireNonNull(role, "role");
        content = content == null ? "" : content;
        toolCalls = toolCalls == null ? List.of() : List.copyOf(toolCalls);
        if (!toolCalls.isEmpty() && !role.equals("assistant")) {
            throw new IllegalArgumentException(
                    "only an assistant's turn has tool calls, not one of role '" + role + "'");
        }
    }

    public ChatTurn(String role, String content) {
        this(role, content, List.of());
    }

    public static ChatTurn system(String content) {
        return new ChatTurn("system", content);
    }

    public static ChatTurn user(String content) {
        return new ChatTurn("user", content);
    }

    public static ChatTurn assistant(String content) {
        return new ChatTurn("assistant", content);
    }

    public static ChatTurn tool(String content) {
        return new ChatTurn("tool", content);
    }
}
