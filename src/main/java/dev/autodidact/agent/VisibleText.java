package dev.autodidact.agent;

import java.util.function.Consumer;

/** Passes on what a person should see of a text that comes in pieces: everything before the first tool call. */
final class VisibleText {

    /** What a tool call begins with. */
    static final String CALL = "<tool_call>";

    private final Consumer<String> out;
    private final StringBuilder held = new StringBuilder();
    private boolean closed;

    VisibleText(Consumer<String> out) {
        this.out = out;
    }

    void accept(String piece) {
        if (closed) {
            return;
        }
        held.append(piece);
        int call = held.indexOf(CALL);
        if (call >= 0) {
            emit(call);
            closed = true;
        } else {
            emit(held.length() - openTail());
        }
    }

    /** Ends the text: what was held back was no call after all. */
    void finish() {
        if (!closed) {
            emit(held.length());
            closed = true;
        }
    }

    private void emit(int chars) {
        if (chars > 0) {
            out.accept(held.substring(0, chars));
            held.delete(0, chars);
        }
    }

    /** How many characters at the end may be the beginning of a call. */
    private int openTail() {
        for (int n = Math.min(held.length(), CALL.length() - 1); n > 0; n--) {
            if (CALL.startsWith(held.substring(held.length() - n))) {
                return n;
            }
        }
        return 0;
    }
}
