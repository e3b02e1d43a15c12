package dev.autodidact.policy;

import java.util.List;

/**
 * What was written about a task.
 *
 * @param task what was read
 * @param turns the trajectory
 * @param edit the rows in it
 * @param policy hash of the adapter that wrote it, or {@link #BASE}
 */
public record Draft(Task task, List<Turn> turns, SelfEdit edit, String policy) {
    /** Written without an adapter. */
    public static final String BASE = "base";
}
