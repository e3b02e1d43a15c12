package dev.autodidact.agent;

import java.util.List;

/** Ends a text before the first of some texts; what may be the beginning of one is held back. */
final class StopText {

    private final List<String> stops;
    private final StringBuilder held = new StringBuilder();
    private boolean found;

    StopText(List<String> stops) {
        this.stops = stops;
    }

    /** Takes a piece and returns what may be shown of the text by now. */
    String push(String piece) {
        if (found) {
            return "";
        }
        held.append(piece);
        int first = -1;
        for (String stop : stops) {
            int at = held.indexOf(stop);
            if (at >= 0 && (first < 0 || at < first)) {
                first = at;
            }
        }
        if (first >= 0) {
            found = true;
            return take(first);
        }
        return take(held.length() - openTail());
    }

    /** What was held back at the end of the text, no stop text after all. */
    String finish() {
        return found ? "" : take(held.length());
    }

    /** Whether one of the texts has come. */
    boolean found() {
        return found;
    }

    private String take(int chars) {
        String text = held.substring(0, chars);
        held.delete(0, chars);
        return text;
    }

    private int openTail() {
        int longest = 0;
        for (String stop : stops) {
            for (int n = Math.min(held.length(), stop.length() - 1); n > longest; n--) {
                if (stop.startsWith(held.substring(held.length() - n))) {
                    longest = n;
                }
            }
        }
        return longest;
    }
}
