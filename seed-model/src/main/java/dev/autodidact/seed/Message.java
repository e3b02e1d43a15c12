package dev.autodidact.seed;

/**
 * One message of a conversation.
 *
 * @param role who speaks
 * @param text what is said, without markers
 * @param target whether an assistant message is trained on; false for a deliberately broken call that is repaired next
 */
public record Message(Role role, String text, boolean target) {

    /** A message that is trained on exactly if the assistant says it. */
    public Message(Role role, String text) {
        this(role, text, role == Role.ASSISTANT);
    }

    static Message system(String text) {
        return new Message(Role.SYSTEM, text);
    }

    static Message user(String text) {
        return new Message(Role.USER, text);
    }

    static Message assistant(String text) {
        return new Message(Role.ASSISTANT, text);
    }

    static Message tool(String text) {
        return new Message(Role.TOOL, text);
    }
}
