package dev.autodidact.policy;

import dev.autodidact.model.Example;
import java.util.ArrayList;
import java.util.List;

/** Deals a self-edit's rows out over the steps, in turn, so that no more than the budget's share is trained. */
final class Portions {
    private final List<Example> rows;
    private final InnerRecipe recipe;
    private int next;
    private int spent;

    Portions(List<Example> rows, InnerRecipe recipe) {
        this.rows = rows;
        this.recipe = recipe;
    }

    /** Rows of one step: none twice, and together with the earlier steps' within the share of the budget. */
    List<Example> next(int step) {
        long allowed = (long) recipe.budget() * (step + 1) / recipe.steps();
        List<Example> out = new ArrayList<>();
        while (out.size() < rows.size() && spent + rows.get(next).length() <= allowed) {
            out.add(rows.get(next));
            spent += rows.get(next).length();
            next = (next + 1) % rows.size();
        }
        return out;
    }
}
