package dev.autodidact.seed;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One kind of things people say that are neither facts nor questions about facts, with friendly replies.
 *
 * @param category its name; out_ opens the names of requests that the model cannot fulfil
 * @param says what the user says, lower case without a final mark
 * @param replies what the assistant may say
 * @param held what the user says in exams only
 * @param topics what {w} stands for
 */
public record SmallTalk(
        String category, List<String> says, List<String> replies, List<String> held, List<String> topics) {

    static List<SmallTalk> parse(List<Block> blocks) {
        List<String> topics = blocks.stream()
                .filter(block -> block.has("topics"))
                .flatMap(block -> List.of(block.one("topics").split(",\\s*")).stream())
                .toList();
        return blocks.stream()
                .filter(block -> block.has("category"))
                .map(block -> new SmallTalk(
                        block.one("category"), block.all("user"), block.all("bot"), block.all("held"), topics))
                .toList();
    }

    /** A line of the user as written. */
    String say(List<String> lines, RandomGenerator random) {
        String line = Pick.one(random, lines).replace("{w}", Pick.one(random, topics));
        Style style = Style.draw(random);
        if (!Character.isLetter(line.charAt(0))
                || line.charAt(0) > 'z'
                || category.equals("out_foreign")
                || category.equals("out_emoji")) {
            return line;
        }
        String end = line.endsWith("?") || line.endsWith("!") || !style.stop() ? "" : Talk.spoken(line);
        return (style.capital() ? Phrasing.capital(line) : line) + end;
    }
}
