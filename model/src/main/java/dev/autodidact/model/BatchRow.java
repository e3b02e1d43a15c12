package dev.autodidact.model;

import java.util.List;

/** One text of a batch: its prompt until that is read, then its tokens. */
final class BatchRow {
    private static final int[] NO_IDS = {};
    private static final double[] NO_VALUES = {};

    final BatchRequest request;
    final BatchStream stream;
    final PrefixCache.Owner owner;
    final int slot;
    private final Sampler sampler;
    private final int limit;
    PrefixCache.Stretch lastKept;
    boolean keeping = true;
    int cached; // prompt tokens that were laid in from the prefix cache
    int filled; // tokens in the cache
    private int last;
    private int written;

    BatchRow(BatchRequest request, BatchStream stream, int slot, int context) {
        this.request = request;
        this.stream = stream;
        this.slot = slot;
        GenerationRequest g = request.generation();
        this.owner = new PrefixCache.Owner(
                request.tenant(), g.adapter() == null ? null : g.adapter().version());
        this.sampler = new Sampler(g.sampling());
        this.limit = Math.min(g.maxTokens(), context - g.prompt().length);
    }

    int[] prompt() {
        return request.generation().prompt();
    }

    boolean reading() {
        return filled < prompt().length;
    }

    /** The token that the next step appends. */
    int last() {
        return last;
    }

    /** Tokens that the row may come to hold. */
    int room() {
        return BatchRows.room(prompt().length + limit);
    }

    /** Whether all logits are needed, not only the best token. */
    boolean wantsLogits() {
        return request.generation().sampling().temperature() > 0
                || request.topLogprobs() > 0
                || request.constraint() != null;
    }

    /** Takes the most probable token. */
    Completion.Finish takeBest(int id, double logProbability) {
        return take(id, logProbability, NO_IDS, NO_VALUES);
    }

    /** Chooses from logits; they may be changed. Returns why the text has ended, or null. */
    Completion.Finish choose(float[] logits, int from, int vocabulary) {
        int[] top = NO_IDS;
        double[] values = NO_VALUES;
        int count = Math.min(request.topLogprobs(), vocabulary);
        double base = Sampler.logSum(logits, from, vocabulary);
        if (count > 0) {
            top = Sampler.top(logits, from, vocabulary, count);
            values = new double[count];
            for (int i = 0; i < count; i++) {
                values[i] = logits[from + top[i]] - base;
            }
        }
        float[] free = logits;
        int at = from;
        TokenConstraint constraint = request.constraint();
        if (constraint != null) {
            java.util.BitSet allowed = constraint.allowed();
            if (allowed.isEmpty()) {
                return Completion.Finish.STOP;
            }
            free = java.util.Arrays.copyOfRange(logits, from, from + vocabulary);
            at = 0;
            for (int id = allowed.nextClearBit(0); id < vocabulary; id = allowed.nextClearBit(id + 1)) {
                free[id] = Float.NEGATIVE_INFINITY;
            }
        }
        int id = sampler.next(free, at, vocabulary);
        if (constraint != null && !request.generation().stopIds().contains(id)) {
            constraint.accept(id);
        }
        return take(id, logits[from + id] - base, top, values);
    }

    private Completion.Finish take(int id, double logProbability, int[] top, double[] values) {
        if (request.generation().stopIds().contains(id)) {
            return Completion.Finish.STOP;
        }
        last = id;
        written++;
        stream.tell(new BatchEvent.Token(id, logProbability, top, values));
        return written >= limit ? Completion.Finish.LENGTH : null;
    }

    void end(Completion.Finish finish) {
        stream.tell(new BatchEvent.End(finish, cached));
    }

    /** Lays in what is known of the prompt. */
    void restore(int row, List<PrefixCache.Stretch> known, BatchRows rows) {
        for (PrefixCache.Stretch stretch : known) {
            rows.put(row, filled, stretch.keys, stretch.values);
            filled += BatchRows.CHUNK;
            lastKept = stretch;
        }
        cached = filled;
    }
}
