package dev.autodidact.seed;

import java.util.List;

/**
 * A true fact that the model knows from its weights. Questions are lower case without a final mark.
 *
 * @param group facts of a group share their question forms
 * @param value the bare answer
 * @param asks questions of the corpus
 * @param held questions that never occur in the corpus
 */
public record WorldFact(String group, String value, List<String> asks, List<String> held) {}
