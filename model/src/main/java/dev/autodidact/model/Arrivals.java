package dev.autodidact.model;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Texts taken from the queue that have a slot for their adapter, until it is loaded and the cache has room for them. */
final class Arrivals {
    private final List<Arrival> waiting = new ArrayList<>();

    /** A text and its adapter's slot, -1 for none. */
    record Arrival(BatchQueue.Entry entry, int slot) {}

    void add(BatchQueue.Entry entry, int slot) {
        waiting.add(new Arrival(entry, slot));
    }

    int size() {
        return waiting.size();
    }

    /** Lets those join that can, and tells those that were cancelled or whose adapter cannot be loaded. */
    void seat(AdapterSlots slots, Predicate<BatchRequest> roomy, Consumer<Arrival> join) {
        for (Arrival next : List.copyOf(waiting)) {
            BatchStream stream = next.entry().stream();
            RuntimeException failure = slots.failure(next.slot());
            if (stream.cancelled()) {
                stream.tell(new BatchEvent.End(Completion.Finish.CANCELLED, 0));
                slots.release(next.slot());
            } else if (failure != null) {
                stream.tell(new BatchEvent.Failed(failure));
                slots.release(next.slot());
            } else if (slots.ready(next.slot()) && roomy.test(next.entry().request())) {
                join.accept(next);
            } else {
                continue;
            }
            waiting.remove(next);
        }
    }

    /** Ends all. */
    void end() {
        waiting.forEach(next -> next.entry().stream().tell(new BatchEvent.End(Completion.Finish.CANCELLED, 0)));
        waiting.clear();
    }
}
