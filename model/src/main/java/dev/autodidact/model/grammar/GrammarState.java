package dev.autodidact.model.grammar;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Where a text stands in a grammar: all ways to go on, each a stack of what is still to come. Immutable; equal states
 * allow the same.
 */
final class GrammarState {
    private static final int MOST_WAYS = 512;

    private final List<Grammar> rules;
    private final Set<Way> ways;

    /** What comes next, and what after it; null behind the last. */
    private record Way(Grammar next, Way rest) {}

    private GrammarState(List<Grammar> rules, Set<Way> ways) {
        this.rules = rules;
        this.ways = ways;
    }

    /** The start of a text of the form {@code start}. */
    static GrammarState start(List<Grammar> rules, Grammar start) {
        GrammarState state = new GrammarState(rules, new LinkedHashSet<>());
        state.open(new Way(start, null));
        return state;
    }

    /** Whether the text may end here. */
    boolean complete() {
        return ways.contains(null);
    }

    /** The state behind a character; one without ways where it cannot stand here. */
    GrammarState after(char c) {
        GrammarState state = new GrammarState(rules, new LinkedHashSet<>());
        for (Way way : ways) {
            if (way == null) {
                continue;
            }
            if (way.next() instanceof Grammar.Text(String text) && text.charAt(0) == c) {
                state.open(new Way(new Grammar.Text(text.substring(1)), way.rest()));
            } else if (way.next() instanceof Grammar.One(Grammar.Kind kind) && kind.holds(c)) {
                state.open(way.rest());
            }
        }
        return state;
    }

    boolean dead() {
        return ways.isEmpty();
    }

    /** Adds a way, taken apart until it begins with a character or is at its end. */
    private void open(Way way) {
        if (way == null) {
            ways.add(null);
            return;
        }
        if (ways.size() > MOST_WAYS) {
            throw new IllegalStateException("a form with more than " + MOST_WAYS + " ways to go on at once");
        }
        switch (way.next()) {
            case Grammar.Text(String text) -> {
                if (text.isEmpty()) {
                    open(way.rest());
                } else {
                    ways.add(way);
                }
            }
            case Grammar.One one -> ways.add(way);
            case Grammar.Sequence(List<Grammar> parts) -> {
                Way whole = way.rest();
                for (Grammar part : parts.reversed()) {
                    whole = new Way(part, whole);
                }
                open(whole);
            }
            case Grammar.Choice(List<Grammar> options) -> options.forEach(option -> open(new Way(option, way.rest())));
            case Grammar.Repeat(Grammar part) -> {
                open(way.rest());
                open(new Way(part, way));
            }
            case Grammar.Rule(int number) -> open(new Way(rules.get(number), way.rest()));
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GrammarState s && rules == s.rules && ways.equals(s.ways);
    }

    @Override
    public int hashCode() {
        return ways.hashCode();
    }
}
