package dev.autodidact.model.grammar;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;

/** The texts of all tokens by their characters, so that tokens of one beginning are looked at together. */
public final class TokenTree {
    private final Node root = new Node();
    private final int size;

    private static final class Node {
        private final TreeMap<Character, Node> next = new TreeMap<>();
        private final List<Integer> ends = new ArrayList<>();
    }

    /**
     * @param texts the text of each id, null for ids that no answer of a form may hold
     */
    public TokenTree(List<String> texts) {
        this.size = texts.size();
        for (int id = 0; id < size; id++) {
            String text = texts.get(id);
            if (text == null || text.isEmpty()) {
                continue;
            }
            Node at = root;
            for (int i = 0; i < text.length(); i++) {
                at = at.next.computeIfAbsent(text.charAt(i), c -> new Node());
            }
            at.ends.add(id);
        }
    }

    /** The tokens that may stand in this state. */
    BitSet allowed(GrammarState state) {
        BitSet allowed = new BitSet(size);
        collect(root, state, allowed);
        return allowed;
    }

    private static void collect(Node node, GrammarState state, BitSet allowed) {
        node.ends.forEach(allowed::set);
        node.next.forEach((c, next) -> {
            GrammarState after = state.after(c);
            if (!after.dead()) {
                collect(next, after, allowed);
            }
        });
    }
}
