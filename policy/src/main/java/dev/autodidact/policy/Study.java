package dev.autodidact.policy;

/**
 * A self-edit to be tried on a task.
 *
 * @param task what is asked afterwards
 * @param edit the rows
 */
public record Study(Task task, SelfEdit edit) {}
