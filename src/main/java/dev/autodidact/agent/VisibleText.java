package dev.autodidact.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Parts a text that comes in pieces: what a person should see, what the model thought before ({@code <think>} blocks), and
 * the tool calls, which are passed on to nobody here. Text that might be the beginning of a mark is held back.
 */
final class VisibleText {

    /** What a tool call begins with. */
    static final String CALL = "<tool_call>";

    private static final String THINK = "<think>";
    private static final String THOUGHT = "</think>";
    private static final List<String> CALLS = List.of(CALL, "[TOOL_CALLS]", "<|python_tag|>");

    private enum State {
        TEXT,
        THINKING,
        CALLING
    }

    private final Consumer<String> out;
    private final Consumer<String> thoughts;
    private final boolean callable;
    private final List<String> marks = new ArrayList<>(List.of(THINK));
    private final StringBuilder held = new StringBuilder();
    private State state = State.TEXT;
    private boolean fresh = true;
    private boolean blankBefore;

    /**
     * @param out gets what a person should see
     * @param thoughts gets what the model thought
     * @param callable whether there are tools, so that a text can be a call
     */
    VisibleText(Consumer<String> out, Consumer<String> thoughts, boolean callable) {
        this.out = out;
        this.thoughts = thoughts;
        this.callable = callable;
        if (callable) {
            marks.addAll(CALLS);
        }
    }

    /** What a person sees of a text that broke off. */
    static String of(String text) {
        StringBuilder seen = new StringBuilder();
        VisibleText visible = new VisibleText(seen::append, thought -> {}, true);
        visible.accept(text);
        visible.finish(false);
        return seen.toString();
    }

    void accept(String piece) {
        held.append(piece);
        while (step()) {
            // until nothing more can be told apart
        }
    }

    /**
     * Ends the text.
     *
     * @param plain whether it holds no call, so that all that was held back is text
     */
    void finish(boolean plain) {
        if (state == State.THINKING) {
            thoughts.accept(held.toString().stripTrailing());
        } else if (plain) {
            emit(held.length());
        }
        held.setLength(0);
    }

    /** Passes on what is sure; whether there may be more. */
    private boolean step() {
        return switch (state) {
            case TEXT -> text();
            case THINKING -> thinking();
            case CALLING -> false;
        };
    }

    private boolean text() {
        if (fresh && callable && held.toString().stripLeading().startsWith("{")) {
            state = State.CALLING; // Llama's calls are JSON and nothing else
            return false;
        }
        int at = -1;
        String mark = "";
        for (String one : marks) {
            int found = held.indexOf(one);
            if (found >= 0 && (at < 0 || found < at)) {
                at = found;
                mark = one;
            }
        }
        if (at < 0) {
            int sure = held.length() - openTail(marks);
            if (!onlyBlanks(sure)) {
                emit(sure);
            }
            return false;
        }
        if (!onlyBlanks(at)) {
            emit(at);
            at = 0;
        }
        if (!mark.equals(THINK)) {
            state = State.CALLING;
            return false;
        }
        held.delete(0, at + THINK.length());
        state = State.THINKING;
        blankBefore = true;
        return true;
    }

    private boolean thinking() {
        dropBlank();
        int end = held.indexOf(THOUGHT);
        String sure = end >= 0 ? held.substring(0, end) : held.substring(0, held.length() - openTail(List.of(THOUGHT)));
        String thought = sure.stripTrailing();
        if (!thought.isEmpty()) {
            thoughts.accept(thought);
            blankBefore = false;
            held.delete(0, thought.length());
        }
        if (end < 0) {
            return false;
        }
        held.delete(0, held.indexOf(THOUGHT) + THOUGHT.length());
        state = State.TEXT;
        blankBefore = true;
        return true;
    }

    /** Whether nothing but blanks has come so far: they are shown if text follows them. */
    private boolean onlyBlanks(int chars) {
        return fresh && held.substring(0, chars).isBlank();
    }

    /** Blanks behind a mark belong to nobody. */
    private void dropBlank() {
        int blanks = 0;
        while (blankBefore && blanks < held.length() && Character.isWhitespace(held.charAt(blanks))) {
            blanks++;
        }
        held.delete(0, blanks);
    }

    private void emit(int chars) {
        int before = held.length();
        dropBlank();
        int sure = chars - (before - held.length());
        if (sure > 0) {
            String text = held.substring(0, sure);
            held.delete(0, sure);
            blankBefore = false;
            fresh &= text.isBlank();
            out.accept(text);
        }
    }

    /** How many characters at the end may be the beginning of a mark, or blanks before an answer that is not there yet. */
    private int openTail(List<String> all) {
        int open = 0;
        for (String mark : all) {
            for (int n = Math.min(held.length(), mark.length() - 1); n > open; n--) {
                if (mark.startsWith(held.substring(held.length() - n))) {
                    open = n;
                }
            }
        }
        return open;
    }
}
