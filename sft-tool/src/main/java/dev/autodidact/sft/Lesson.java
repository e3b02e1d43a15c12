package dev.autodidact.sft;

import dev.autodidact.model.Adapter;
import java.util.List;

/**
 * What one training is given; the new weights are a function of it, the base and the recipe.
 *
 * @param parent adapter to start from, or null for the base
 * @param kind what kind of thing is taught; observations are trained by {@link UpdateRule#OBSERVED}
 * @param source the text the rows were made from, or null; distillation and the exam in context need it
 * @param rows the item's rows
 * @param earlier rows of all items that the parent holds, oldest first
 * @param position the item's place among those, from 1; part of the seed
 * @param strength multiplies the learning rate
 */
public record Lesson(
        Adapter parent,
        LedgerKind kind,
        String source,
        List<LedgerRow> rows,
        List<LedgerRow> earlier,
        long position,
        double strength) {}
