package dev.autodidact.seed;

/** Who speaks in a conversation; the marker is the role's name in lower case. */
public enum Role {
    SYSTEM("system"),
    USER("user"),
    ASSISTANT("assistant"),
    TOOL("tool");

    private final String marker;

    Role(String marker) {
        this.marker = marker;
    }

    /** The text that opens a message of this role, one token of the seed tokenizer. */
    public String opening() {
        return "<|im_start|>" + marker + "\n";
    }
}
