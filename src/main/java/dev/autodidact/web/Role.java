package dev.autodidact.web;

import java.util.Locale;

/** What a caller is. */
public enum Role {
    /** Chats with the agents of its tenant and reads what they know. */
    USER,
    /** As a user, but sees one agent only. */
    AGENT,
    /** Does everything within its tenant; in the default tenant also what concerns the whole server. */
    ADMIN;

    /** The name in the HTTP contract: lower case. */
    public String wire() {
        return name().toLowerCase(Locale.ROOT);
    }
}
