package dev.autodidact.seed;

/** A question with its answer, as a row of a learn call holds it. */
public record ExamRow(String question, String answer) {}
