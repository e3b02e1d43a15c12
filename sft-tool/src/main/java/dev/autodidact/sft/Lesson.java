package dev.autodidact.sft;

import dev.autodidact.model.Adapter;
import java.util.List;

/**
 * What one training is given; the new weights are a function of it, the base and the recipe.
 *
 * @param parent adapter to start from, or null for the base
 * @param root adapter that no item was trained into and from which the agent's lessons began, or null for the base; a
 *     consolidation starts there
 * @param item what is to be learned
 * @param earlier all items that the parent holds beyond the root, oldest first
 * @param whole whether the parent does not hold the earlier ones after all, so that only a consolidation will do
 */
public record Lesson(Adapter parent, Adapter root, TaughtItem item, List<TaughtItem> earlier, boolean whole) {
    /** A lesson of an agent whose lessons began at the base. */
    public static Lesson of(Adapter parent, TaughtItem item, List<TaughtItem> earlier) {
        return new Lesson(parent, null, item, earlier, false);
    }

    /** {@link TaughtItem#things} of all items. */
    long things() {
        return item.things() + earlier.stream().mapToLong(TaughtItem::things).sum();
    }

    /** The item's place among those that its version holds, from 1; part of the seed. */
    long position() {
        return earlier.size() + 1L;
    }
}
