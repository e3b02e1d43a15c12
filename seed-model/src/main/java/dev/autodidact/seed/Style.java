package dev.autodidact.seed;

import java.util.random.RandomGenerator;

/**
 * How a user writes one message.
 *
 * @param capital whether sentences open with a capital letter
 * @param stop whether the message ends in punctuation
 * @param contract whether "what is" becomes "what's"
 * @param british whether colors are colours
 * @param typo whether one word of a phrasing has two letters swapped
 */
record Style(boolean capital, boolean stop, boolean contract, boolean british, boolean typo) {

    static final Style PLAIN = new Style(true, true, false, false, false);

    static Style draw(RandomGenerator random) {
        boolean capital = !Pick.chance(random, 0.25);
        boolean stop = !Pick.chance(random, capital ? 0.12 : 0.5);
        return new Style(
                capital, stop, Pick.chance(random, 0.12), Pick.chance(random, 0.15), Pick.chance(random, 0.02));
    }

    /** A phrasing before its placeholders are filled. */
    String phrasing(String template, RandomGenerator random) {
        String text = typo ? swapped(template, random) : template;
        return contract ? contracted(text) : text;
    }

    /** A finished message without final punctuation. */
    String finish(String text) {
        String done = british
                ? text.replace("favorite", "favourite")
                        .replace("color", "colour")
                        .replace("neighbor", "neighbour")
                : text;
        return capital ? done : done.startsWith("I ") ? "i " + done.substring(2) : done;
    }

    private static String contracted(String text) {
        return text.replace("what is ", "what's ")
                .replace("who is ", "who's ")
                .replace("where is ", "where's ")
                .replace("when is ", "when's ");
    }

    private static String swapped(String template, RandomGenerator random) {
        int at = 1 + random.nextInt(Math.max(1, template.length() - 3));
        int next = at + 1;
        boolean inside = template.lastIndexOf('{', next) > template.lastIndexOf('}', at);
        boolean letters = next < template.length()
                && Character.isLetter(template.charAt(at - 1))
                && Character.isLetter(template.charAt(at))
                && Character.isLetter(template.charAt(next));
        if (inside || !letters) {
            return template;
        }
        return template.substring(0, at) + template.charAt(next) + template.charAt(at) + template.substring(next + 1);
    }
}
