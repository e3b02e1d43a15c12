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
import java.util.stream.Stream;

/** The versions of one agent by their parents, without what is in them. */
final class VersionTree {

    /**
     * One version.
     *
     * @param version its name
     * @param parent what it was trained from, null for the base
     * @param item the item its training took in, null for an imported one
     * @param beside further items that its training took in before that one, oldest first
     * @param job the job that made it, null for an imported one
     * @param erased whether it is only a tombstone
     */
    record Node(String version, String parent, UUID item, List<UUID> beside, UUID job, boolean erased) {
        /** All items that its training took in and its parent does not hold, oldest first. */
        List<UUID> items() {
            return item == null
                    ? beside
                    : Stream.concat(beside.stream(), Stream.of(item)).toList();
        }

        boolean tookIn(Set<UUID> some) {
            return items().stream().anyMatch(some::contains);
        }
    }

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

    /** The last version on the way to this one that no item was trained into: an imported one, or null for the base. */
    String root(String version) {
        return chain(version).reversed().stream()
                .filter(node -> node.item() == null)
                .map(Node::version)
                .findFirst()
                .orElse(null);
    }

    /** The versions that can be used and hold one of these items, in themselves or in an ancestor. */
    Set<String> holding(Set<UUID> items) {
        Set<String> holding = new HashSet<>();
        for (Node node : nodes.values()) {
            if (!node.erased() && chain(node.version()).stream().anyMatch(n -> n.tookIn(items))) {
                holding.add(node.version());
            }
        }
        return holding;
    }
}
