package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * Continues texts in one batch that they join and leave between tokens, each with its own adapter. What a text gets does
 * not hang on its neighbours: see {@link RowCounts} and {@link BatchRows}. One thread of its own does all the work.
 */
public final class BatchScheduler implements AutoCloseable {
    /** Chunks of prompts read between two tokens of the texts under way. */
    private static final int CHUNKS_BETWEEN = 2;

    private final Torch torch;
    private final Weights weights;
    private final ModelConfig config;
    private final int context;
    private final BatchLimits limits;
    private final PackedStep step;
    private final RowCounts counts;
    private final ReadingTurns turns;
    private final BatchRows cache;
    private final PrefixCache prefixes;
    private AdapterSlots slots;

    private final BatchQueue queue = new BatchQueue();
    private final List<BatchRow> rows = new ArrayList<>();
    private final Arrivals arriving = new Arrivals();
    private final Courier courier = new Courier();
    private final Thread thread;
    private volatile BatchStatus status = new BatchStatus(0, 0, 0, 0, 0, 0, 0, 0);
    private long tokens;
    private long promptTokens;
    private long cachedTokens;

    BatchScheduler(Torch torch, Weights weights, ModelConfig config, int context, BatchLimits limits) {
        this.torch = torch;
        this.weights = weights;
        this.config = config;
        this.context = context;
        this.limits = limits;
        this.counts = RowCounts.measure(torch, weights, config, context, limits.rows(), limits.rank());
        this.step = counts.step();
        this.turns = new ReadingTurns(counts);
        this.cache = new BatchRows(torch, weights, config, context, step);
        this.prefixes = new PrefixCache(limits.prefixBytes());
        this.slots = newSlots(limits.rank());
        this.thread = Thread.ofPlatform().name("decode").daemon().start(this::run);
    }

    private AdapterSlots newSlots(int rank) {
        return new AdapterSlots(
                torch,
                weights,
                counts.fewSlots() ? AdapterSlots.FEW : limits.rows(),
                limits.rows(),
                rank,
                counts.narrow(),
                step,
                true);
    }

    /**
     * Queues a text.
     *
     * @throws BatchFullException where as many wait as may; nothing was queued
     * @throws IllegalArgumentException where the prompt does not fit into the context
     */
    public BatchStream submit(BatchRequest request) {
        int[] prompt = request.generation().prompt();
        if (prompt.length >= context) {
            throw new IllegalArgumentException(
                    "the prompt has " + prompt.length + " tokens, the model's context holds " + context);
        }
        for (int id : prompt) {
            if (id < 0 || id >= config.vocabulary()) {
                throw new IllegalArgumentException(
                        "token id " + id + " is outside the vocabulary of " + config.vocabulary());
            }
        }
        return queue.add(request, limits.waiting() + Math.max(0, counts.most() - status.running()));
    }

    /** What is going on. */
    public BatchStatus status() {
        return status;
    }

    /** The row counts that give every row the same bits, for people. */
    public String exactCounts() {
        return counts.toString();
    }

    /** Forgets what is kept of these adapter versions. */
    public void forget(Set<String> versions) {
        queue.forget(versions);
    }

    private void run() {
        while (!queue.closed()) {
            try {
                admit();
                leave();
                if (rows.isEmpty()) {
                    courier.send();
                    tell(); // the last ones may have left without having been written to their ends
                    if (arriving.size() == 0) {
                        queue.await();
                    } else {
                        slots.await();
                    }
                } else {
                    read();
                    courier.send(); // a first token need not wait for the others' next
                    decode();
                }
                courier.send();
                tell();
            } catch (RuntimeException e) {
                fail(e);
            }
        }
        rows.forEach(row -> row.end(Completion.Finish.CANCELLED));
        arriving.end();
        courier.close();
    }

    private void admit() {
        Set<String> versions = queue.forgotten();
        if (!versions.isEmpty()) {
            prefixes.forget(versions);
            slots.forget(versions);
        }
        slots.adopt();
        call();
        arriving.seat(slots, request -> roomy(request, rows.size()), this::join);
    }

    /** Takes texts from the queue, and has their adapters loaded. */
    private void call() {
        while (rows.size() + arriving.size() < counts.most()) {
            BatchQueue.Entry next = queue.peek();
            if (next == null || !fits(next.request())) {
                return;
            }
            queue.take().stream().by(courier);
            Adapter adapter = next.request().generation().adapter();
            try {
                arriving.add(next, adapter == null ? -1 : slots.acquire(adapter));
            } catch (RuntimeException e) {
                next.stream().tell(new BatchEvent.Failed(e));
            }
        }
    }

    /** Whether a text can join now; one that needs larger tables waits until no text is under way. */
    private boolean fits(BatchRequest request) {
        Adapter adapter = request.generation().adapter();
        if (adapter != null && adapter.lora().rank() > slots.rank()) {
            if (!rows.isEmpty() || arriving.size() > 0) {
                return false;
            }
            prefixes.clear();
            slots.close();
            slots = newSlots(adapter.lora().rank());
        }
        return roomy(request, rows.size() + arriving.size());
    }

    /** Whether the cache may hold one more text beside so many. */
    private boolean roomy(BatchRequest request, int others) {
        int width = new BatchRow(request, null, -1, context).room();
        if (rows.isEmpty()) {
            if (cache.bytesFor(1, width) > limits.cacheBytes()) {
                cache.release();
            }
            return true;
        }
        return cache.bytesFor(counts.atLeast(others + 1), width) <= limits.cacheBytes();
    }

    private void join(Arrivals.Arrival next) {
        BatchRow row = new BatchRow(next.entry().request(), next.entry().stream(), next.slot(), context);
        try {
            cache.ensure(counts.atLeast(rows.size() + 1), row.room());
            row.restore(rows.size(), prefixes.find(row.owner, row.prompt()), cache);
        } catch (RuntimeException e) {
            row.stream.tell(new BatchEvent.Failed(e));
            slots.release(row.slot);
            return;
        }
        rows.add(row);
        promptTokens += row.prompt().length;
        cachedTokens += row.cached;
    }

    private void leave() {
        for (int i = rows.size() - 1; i >= 0; i--) {
            if (rows.get(i).stream.cancelled()) {
                rows.get(i).end(Completion.Finish.CANCELLED);
                remove(i);
            }
        }
    }

    /** Takes a row out; the last one moves to its place. */
    private void remove(int i) {
        BatchRow gone = rows.get(i);
        slots.release(gone.slot);
        BatchRow last = rows.removeLast();
        if (i < rows.size()) {
            cache.move(rows.size(), i, last.filled);
            rows.set(i, last);
        }
    }

    /** Reads some chunks of prompts, each row in its turn. */
    private void read() {
        boolean writing = rows.stream().anyMatch(row -> !row.reading());
        for (int n = 0; n < CHUNKS_BETWEEN || !writing; n++) {
            int[] next = turns.next(rows);
            if (next.length == 0) {
                return;
            }
            writing |= chunk(next);
        }
    }

    /** Reads one chunk of each of these rows; whether one of the prompts is at its end. */
    private boolean chunk(int[] which) {
        int position = rows.get(which[0]).filled;
        int[][] prompts =
                Arrays.stream(which).mapToObj(i -> rows.get(i).prompt()).toArray(int[][]::new);
        int[] in = Arrays.stream(which).map(i -> rows.get(i).slot).toArray();
        float[][] logits = cache.read(which, prompts, position, in, slots);
        boolean ended = false;
        for (int n = which.length - 1; n >= 0; n--) { // the last first: the one that moves to a place is done
            int i = which[n];
            BatchRow row = rows.get(i);
            row.filled = Math.min(row.prompt().length, position + BatchRows.CHUNK);
            keep(i, row, position);
            if (logits[n] == null) {
                continue;
            }
            ended = true;
            Completion.Finish finish = row.choose(logits[n], 0, config.vocabulary());
            tokens++;
            if (finish != null) {
                row.end(finish);
                remove(i);
            }
        }
        return ended;
    }

    private void keep(int i, BatchRow row, int position) {
        if (!row.keeping || row.filled - position < BatchRows.CHUNK) {
            return;
        }
        List<PtNDArray> copy = cache.take(i, position);
        row.lastKept = prefixes.add(
                row.owner,
                row.lastKept,
                Arrays.copyOfRange(row.prompt(), position, position + BatchRows.CHUNK),
                copy.get(0),
                copy.get(1),
                cache.tokenBytes() * BatchRows.CHUNK);
        row.keeping = row.lastKept != null;
    }

    private void decode() {
        if (rows.stream().allMatch(BatchRow::reading)) {
            return;
        }
        int live = rows.size();
        int count = counts.atLeast(live);
        int[] last = new int[count];
        int[] lengths = new int[count];
        int[] in = new int[count];
        boolean logits = false;
        for (int b = 0; b < count; b++) {
            // a row whose prompt is still read, or an empty one, writes where something else will be written before it
            // is read
            BatchRow row = b < live ? rows.get(b) : null;
            boolean writes = row != null && !row.reading();
            last[b] = writes ? row.last() : 0;
            lengths[b] = row == null ? 0 : row.filled;
            in[b] = writes ? row.slot : -1;
            logits |= writes && row.wantsLogits();
        }
        BatchRows.Step step = cache.next(last, lengths, in, slots, logits);
        for (int b = live - 1; b >= 0; b--) {
            BatchRow row = rows.get(b);
            if (row.reading()) {
                continue;
            }
            row.filled++;
            tokens++;
            Completion.Finish finish = row.wantsLogits()
                    ? row.choose(step.logits(), b * config.vocabulary(), config.vocabulary())
                    : row.takeBest((int) step.best()[b], step.logProbabilities()[b]);
            if (finish != null) {
                row.end(finish);
                remove(b);
            }
        }
    }

    private void fail(RuntimeException e) {
        rows.forEach(row -> {
            slots.release(row.slot);
            row.stream.tell(new BatchEvent.Failed(e));
        });
        rows.clear();
        prefixes.clear();
    }

    private void tell() {
        status = new BatchStatus(
                rows.size() + arriving.size(),
                queue.size(),
                tokens,
                promptTokens,
                cachedTokens,
                prefixes.sizeBytes(),
                slots.hits(),
                slots.loads());
    }

    /** Ends all texts at their next token. */
    @Override
    public void close() {
        queue.close();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        prefixes.clear();
        slots.close();
        cache.close();
        if (step != null) {
            step.close();
        }
    }
}
