package dev.autodidact.seed;

import java.util.List;

/**
 * Ways to put several sentences into one message.
 *
 * @param learn around statements ({@code {}}) that an operator wants learned
 * @param passage around a passage ({@code {c}}) and a question ({@code {q}})
 */
record Frames(List<String> learn, List<String> passage) {

    static Frames parse(List<Block> blocks) {
        return new Frames(lines(blocks, "learn"), lines(blocks, "passage"));
    }

    private static List<String> lines(List<Block> blocks, String key) {
        return blocks.stream()
                .flatMap(block -> block.all(key).stream())
                .map(line -> line.replace("\\n", "\n"))
                .toList();
    }
}
