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
     * @param pinned whether it is kept although nobody answers with it
     * @param mergedFrom the other version that it was merged from, or null
     */
    record Node(
            String version,
            String parent,
            UUID item,
            List<UUID> beside,
            UUID job,
            boolean erased,
            boolean pinned,
            String mergedFrom) {
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

    /**
     * A version after its ancestors, the eldest first; empty for the base (null). A merged version comes after the ancestors
     * of both that it was merged from, since it holds what they hold.
     */
    List<Node> chain(String version) {
        Map<String, Node> chain = new LinkedHashMap<>();
        addChain(version, chain);
        return new ArrayList<>(chain.values());
    }

    private void addChain(String version, Map<String, Node> chain) {
        Map<String, Node> path = new LinkedHashMap<>();
        String next = version;
        while (next != null && nodes.containsKey(next) && !chain.containsKey(next) && !path.containsKey(next)) {
            Node node = nodes.get(next);
            path.put(next, node);
            next = node.parent();
        }
        for (Node node : new ArrayList<>(path.values()).reversed()) {
            if (node.mergedFrom() != null) {
                addChain(node.mergedFrom(), chain);
            }
            chain.put(node.version(), node);
        }
    }

    /** The last version that both have among their ancestors or are, null for the base. */
    String commonAncestor(String one, String other) {
        Set<String> ancestors = new HashSet<>();
        chain(one).forEach(node -> ancestors.add(node.version()));
        String next = other;
        while (next != null && nodes.containsKey(next)) {
            if (ancestors.contains(next)) {
                return next;
            }
            next = nodes.get(next).parent();
        }
        return null;
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
