package dev.autodidact.sft;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The versions of one agent by their parents, without what is in them. */
final class VersionTree {

    /**
     * One version.
     *
     * @param version its name
     * @param parent what it was trained from, null for the base
     * @param item the item its training took in, null for an imported one
     * @param job the job that made it, null for an imported one
     * @param erased whether it is only a tombstone
     */
    record Node(String version, String parent, UUID item, UUID job, boolean erased) {}

    private final Map<String, Node> nodes = new HashMap<>();

    VersionTree(Collection<Node> nodes) {
        nodes.forEach(node -> this.nodes.put(node.version(), node));
    }

    Collection<Node> nodes() {
        return nodes.values();
    }

    boolean usable(String version) {
        return nodes.containsKey(version) && !nodes.get(version).erased();
    }

    /** A version after its ancestors, the eldest first; empty for the base (null). */
    List<Node> chain(String version) {
        Map<String, Node> chain = new LinkedHashMap<>();
        String next = version;
        while (next != null && nodes.containsKey(next) && !chain.containsKey(next)) {
            Node node = nodes.get(next);
            chain.put(next, node);
            next = node.parent();
        }
        return new ArrayList<>(chain.values()).reversed();
    }

    /** The versions that can be used and hold one of these items, in themselves or in an ancestor. */
    Set<String> holding(Set<UUID> items) {
        Set<String> holding = new HashSet<>();
        for (Node node : nodes.values()) {
            if (!node.erased() && chain(node.version()).stream().anyMatch(n -> items.contains(n.item()))) {
                holding.add(node.version());
            }
        }
        return holding;
    }
}
