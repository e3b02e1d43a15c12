package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Keys and values of prompts, by (tenant, adapter version, tokens from the start). Tokens are compared one by one, not by
 * a hash. Kept in stretches of {@link BatchRows#CHUNK} tokens as the prefill made them, so that what is found is what
 * would be computed, bit for bit. The least recently used goes first. For one thread.
 */
final class PrefixCache {
    private final long capacityBytes;
    private final Map<Owner, Stretch> roots = new HashMap<>();
    // eldest first; a stretch is touched after those that follow it, so the eldest has no followers
    private final LinkedHashMap<Stretch, Owner> used = new LinkedHashMap<>(16, 0.75f, true);
    private long sizeBytes;

    PrefixCache(long capacityBytes) {
        this.capacityBytes = capacityBytes;
    }

    /** Whose a prompt is: nothing is shared between owners. */
    record Owner(String tenant, String adapter) {}

    private record Tokens(int[] ids) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Tokens t && Arrays.equals(ids, t.ids);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(ids);
        }
    }

    /** Some tokens after others. Identity is equality. */
    static final class Stretch {
        private final Stretch before;
        private final Tokens tokens;
        private final Map<Tokens, Stretch> after = new HashMap<>();
        final PtNDArray keys;
        final PtNDArray values;
        private final long bytes;

        private Stretch(Stretch before, Tokens tokens, PtNDArray keys, PtNDArray values, long bytes) {
            this.before = before;
            this.tokens = tokens;
            this.keys = keys;
            this.values = values;
            this.bytes = bytes;
        }
    }

    /** The known stretches of whole chunks that the prompt begins with, its last token left out. */
    List<Stretch> find(Owner owner, int[] prompt) {
        List<Stretch> found = new ArrayList<>();
        Stretch at = roots.get(owner);
        while (at != null) {
            int from = found.size() * BatchRows.CHUNK;
            if (from + BatchRows.CHUNK >= prompt.length) {
                break;
            }
            at = at.after.get(new Tokens(Arrays.copyOfRange(prompt, from, from + BatchRows.CHUNK)));
            if (at != null) {
                found.add(at);
            }
        }
        found.reversed().forEach(used::get);
        return found;
    }

    /**
     * Keeps a stretch that follows others.
     *
     * @param before the stretch before it, null at the start
     * @return the stretch, or the one that was there; null where it does not fit, or where {@code before} is gone
     */
    Stretch add(Owner owner, Stretch before, int[] tokens, PtNDArray keys, PtNDArray values, long bytes) {
        if (bytes > capacityBytes || (before != null && !used.containsKey(before))) {
            keys.close();
            values.close();
            return null;
        }
        Stretch parent =
                before == null ? roots.computeIfAbsent(owner, o -> new Stretch(null, null, null, null, 0)) : before;
        Tokens key = new Tokens(tokens);
        Stretch known = parent.after.get(key);
        if (known != null) {
            keys.close();
            values.close();
            return known;
        }
        Stretch stretch = new Stretch(parent, key, keys, values, bytes);
        parent.after.put(key, stretch);
        used.put(stretch, owner);
        for (Stretch up = before; up != null && up.tokens != null; up = up.before) {
            used.get(up);
        }
        sizeBytes += bytes;
        while (sizeBytes > capacityBytes) {
            drop(used.firstEntry().getKey());
        }
        return used.containsKey(stretch) ? stretch : null;
    }

    /** Forgets all that belongs to these adapter versions. */
    void forget(Set<String> adapters) {
        List.copyOf(used.entrySet()).stream()
                .filter(entry -> adapters.contains(entry.getValue().adapter()))
                .forEach(entry -> drop(entry.getKey()));
        roots.keySet().removeIf(owner -> adapters.contains(owner.adapter()));
    }

    /** Forgets everything. */
    void clear() {
        List.copyOf(used.keySet()).forEach(this::drop);
        roots.clear();
    }

    private void drop(Stretch stretch) {
        Owner owner = used.remove(stretch);
        sizeBytes -= stretch.bytes;
        stretch.before.after.remove(stretch.tokens);
        if (stretch.before.tokens == null && stretch.before.after.isEmpty()) {
            roots.remove(owner);
        }
        stretch.keys.close();
        stretch.values.close();
    }

    long sizeBytes() {
        return sizeBytes;
    }
}
