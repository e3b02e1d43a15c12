package dev.autodidact.policy;

/**
 * A source of tasks whose training tasks share no made-up name and no number with the others, by construction.
 * Implementations are functions of split and number, so that a run can be resumed and two runs see the same tasks.
 */
public interface Environment {
    /** Name, as in a run's settings. */
    String name();

    /**
     * One task.
     *
     * @param split which part
     * @param number any; equal numbers give equal tasks
     */
    Task task(Split split, long number);
}
