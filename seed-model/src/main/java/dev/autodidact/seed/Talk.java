package dev.autodidact.seed;

import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** Puts facts and questions into the user's words. */
final class Talk {

    private static final Set<String> COMMANDS =
            Set.of("tell", "please", "give", "name", "say", "show", "remind", "I", "let");
    private static final Set<String> QUESTION_WORDS = Set.of(
            "what", "which", "who", "whom", "whose", "where", "when", "how", "what's", "who's", "where's", "when's",
            "at", "in", "on", "by", "with", "for", "to", "from", "under", "of");

    private final Wrappers wrappers;
    private final Frames frames;
    private final List<String> plainAskWrappers;

    Talk(CorpusData data) {
        this.wrappers = data.wrappers();
        this.frames = data.frames();
        this.plainAskWrappers =
                wrappers.ask().stream().filter(Talk::fitsEveryQuestion).toList();
    }

    /** Whether a wrapper goes with commands and bare noun phrases too. */
    private static boolean fitsEveryQuestion(String wrapper) {
        return wrapper.matches(
                "(hey|hi|hello|so|ok|now|well|sorry|once more|by the way|thanks), \\{}|and \\{}|[a-z ]*question: \\{}");
    }

    /** The final mark of a spoken line. */
    static String spoken(String line) {
        return line.matches(
                        "(what|which|who|whom|where|when|how|why|is|are|am|do|does|did|can|could|will|would|should|may|have|has)('s)? .*")
                ? "?"
                : ".";
    }

    /** The final mark of a question in its plain form. */
    static String mark(String ask) {
        String first = ask.substring(0, ask.indexOf(' ') < 0 ? ask.length() : ask.indexOf(' '));
        return COMMANDS.contains(first) && !ask.contains(", what") && !ask.contains(", which") ? "." : "?";
    }

    /** One told fact as a whole message, at times wrapped: "remember that …". */
    String tell(Fact fact, RandomGenerator random, double wrapped) {
        Style style = Style.draw(random);
        String tell = style.phrasing(Pick.one(random, fact.relation().tells()), random);
        if (!Pick.chance(random, wrapped)) {
            return statement(tell, fact, style, style.capital()) + (style.stop() ? "." : "");
        }
        String wrapper = Pick.one(random, wrappers.tell());
        boolean sentence = opensSentence(wrapper) && style.capital();
        return wrap(wrapper, statement(tell, fact, style, sentence), style, spoken(wrapper));
    }

    /** Several told facts as one message: sentences, lines or a chain. */
    String tellAll(List<Fact> facts, RandomGenerator random, double wrapped) {
        if (facts.size() == 1) {
            return tell(facts.getFirst(), random, wrapped);
        }
        Style style = Style.draw(random);
        String separator =
                style.stop() ? (Pick.chance(random, 0.85) ? ". " : ".\n") : Pick.of(random, "\n", ", ", "; ");
        if (facts.size() == 2 && Pick.chance(random, 0.35)) {
            separator = Pick.of(random, " and ", ", and ", " and ");
        }
        String wrapper = Pick.chance(random, wrapped) ? Pick.one(random, wrappers.tell()) : "{}";
        boolean breaks = separator.startsWith(".") || separator.equals("\n");
        StringBuilder text = new StringBuilder();
        for (Fact fact : facts) {
            boolean first = text.isEmpty();
            boolean sentence = style.capital() && (first ? opensSentence(wrapper) : breaks);
            text.append(first ? "" : separator)
                    .append(statement(Pick.one(random, fact.relation().tells()), fact, style, sentence));
        }
        return wrap(wrapper, text.toString(), style, spoken(wrapper));
    }

    /** Plain sentences with capital letters and full stops, one separator between them. */
    String passage(List<Fact> facts, RandomGenerator random, String separator) {
        StringBuilder text = new StringBuilder();
        for (Fact fact : facts) {
            text.append(text.isEmpty() ? "" : separator)
                    .append(statement(Pick.one(random, fact.relation().tells()), fact, Style.PLAIN, true))
                    .append('.');
        }
        return text.toString();
    }

    /** A question in one of the relation's phrasings, at times wrapped or sloppy. */
    String ask(Relation relation, Entity entity, RandomGenerator random) {
        return ask(Pick.one(random, relation.asks()), relation, entity, random);
    }

    String ask(String template, Relation relation, Entity entity, RandomGenerator random) {
        Style style = Style.draw(random);
        String wrapper = Pick.chance(random, 0.35) ? askWrapper(template, random) : "{}";
        return ask(template, relation, entity, wrapper, style, random);
    }

    private String ask(
            String template, Relation relation, Entity entity, String wrapper, Style style, RandomGenerator random) {
        boolean sentence = style.capital() && opensSentence(wrapper);
        String phrasing = style.phrasing(template, random);
        Entity named = Pick.chance(random, 0.1) ? entity.otherwise(random) : entity;
        Entity written = !style.capital() && Pick.chance(random, 0.12) ? named.lowered() : named;
        String text = sentence
                ? Phrasing.sentence(phrasing, relation, written, "", false)
                : Phrasing.fill(phrasing, relation, written, "", false);
        return wrap(wrapper, text, style, mark(template));
    }

    /** Any written question with the wrappers and sloppiness of a user. */
    String ask(String question, RandomGenerator random) {
        Style style = Style.draw(random);
        String wrapper = Pick.chance(random, 0.35) ? askWrapper(question, random) : "{}";
        String text = style.phrasing(question, random);
        return wrap(
                wrapper,
                style.capital() && opensSentence(wrapper) ? Phrasing.capital(text) : text,
                style,
                mark(question));
    }

    private String askWrapper(String ask, RandomGenerator random) {
        String first = ask.substring(0, Math.max(0, ask.indexOf(' ')));
        return Pick.one(random, QUESTION_WORDS.contains(first) ? wrappers.ask() : plainAskWrappers);
    }

    private String statement(String tell, Fact fact, Style style, boolean sentence) {
        String text = sentence
                ? Phrasing.sentence(tell, fact.relation(), fact.entity(), fact.value(), false)
                : Phrasing.fill(tell, fact.relation(), fact.entity(), fact.value(), false);
        return style.british() ? style.finish(text) : text;
    }

    private static boolean opensSentence(String wrapper) {
        int slot = wrapper.indexOf("{}");
        return slot == 0
                || wrapper.startsWith(": ", slot - 2)
                || wrapper.startsWith(". ", slot - 2)
                || wrapper.charAt(slot - 1) == '\n';
    }

    static String wrap(String wrapper, String text, Style style, String mark) {
        int slot = wrapper.indexOf("{}");
        String before = style.capital() ? Phrasing.capital(wrapper.substring(0, slot)) : wrapper.substring(0, slot);
        String after = wrapper.substring(slot + 2);
        String end = after.endsWith("?") || !style.stop() ? "" : mark;
        return style.finish(before + text + after) + end;
    }

    Wrappers wrappers() {
        return wrappers;
    }

    Frames frames() {
        return frames;
    }
}
