package dev.autodidact.seed;

import java.util.List;

/**
 * Ways to wrap one sentence, with {@code {}} where it goes.
 *
 * @param tell around a statement
 * @param ask around a question
 * @param correct around a statement that takes an earlier value back
 * @param heldTell as tell, exams only
 * @param heldAsk as ask, exams only
 * @param heldCorrect as correct, exams only
 */
record Wrappers(
        List<String> tell,
        List<String> ask,
        List<String> correct,
        List<String> heldTell,
        List<String> heldAsk,
        List<String> heldCorrect) {

    static Wrappers parse(List<Block> blocks) {
        return new Wrappers(
                slots(blocks, "tell"),
                slots(blocks, "ask"),
                slots(blocks, "correct"),
                slots(blocks, "heldtell"),
                slots(blocks, "heldask"),
                slots(blocks, "heldcorrect"));
    }

    /** The bare slot is left out: how often a sentence stays bare is the writer's choice. */
    private static List<String> slots(List<Block> blocks, String key) {
        return blocks.stream()
                .flatMap(block -> block.all(key).stream())
                .map(line -> line.replace("{q}", "{}").replace("{t}", "{}"))
                .filter(line -> !line.equals("{}"))
                .toList();
    }
}
