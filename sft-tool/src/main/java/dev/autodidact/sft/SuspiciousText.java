package dev.autodidact.sft;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Names what reads like an instruction in a text that is only data. A flag for the person who decides, not a filter: an
 * untrusted text without any of these is held back just the same.
 */
final class SuspiciousText {

    private record Rule(String name, Pattern pattern) {
        static Rule of(String name, String regex) {
            return new Rule(name, Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.MULTILINE));
        }
    }

    private static final String TALK = "(instruction|prompt|message|rule|direction|guideline|command)s?";

    private static final List<Rule> RULES = List.of(
            Rule.of(
                    "ignore_previous",
                    "\\b(ignore|disregard|forget|override|bypass)\\b.{0,40}\\b(previous|prior|above|earlier|all|any|your|the"
                            + " system|safety)\\b.{0,30}\\b" + TALK),
            Rule.of(
                    "must_learn",
                    "\\b(you|the (assistant|agent|model|ai)|assistants?|agents?|models?)\\b.{0,20}\\b(must|should|shall|need"
                            + " to|have to|are (required|instructed|ordered) to)\\b.{0,40}\\b(learn|memori[sz]e|remember|store"
                            + "|train|save|adopt)\\b"),
            Rule.of(
                    "learn_request",
                    "\\b(please|now|immediately|urgent(ly)?|important)\\b.{0,20}\\b(learn|memori[sz]e)\\b"),
            Rule.of(
                    "tool_request",
                    "\\b(call|use|invoke|run|execute)\\b.{0,30}\\b(learn|train(ing)?|memory)\\b.{0,12}\\b(tool|function|now)\\b"
                            + "|\"name\"\\s*:\\s*\"learn\""),
            Rule.of(
                    "role_marker",
                    "^\\s*(#+\\s*)?\\[?(system|assistant|developer|user|human|ai)\\]?\\s*(prompt|message)?\\s*:"),
            Rule.of(
                    "new_identity",
                    "\\b(you are now|act as|pretend to be|your new (role|identity|name|goal|purpose))\\b"),
            Rule.of(
                    "standing_rule",
                    "\\b(from now on|henceforth|in (all|every) future|always (answer|reply|respond|say|tell)|never (mention|tell"
                            + "|reveal|say|refuse))\\b"),
            Rule.of(
                    "secrecy",
                    "\\bdo(n't| not)\\b.{0,20}\\b(tell|inform|mention|show|ask)\\b.{0,20}\\b(user|operator|anyone|person)\\b"),
            Rule.of(
                    "new_rule",
                    "\\b(new|updated|mandatory|official)\\b.{0,20}\\b(policy|rule|instruction|directive)s?\\b"));

    private SuspiciousText() {}

    /** The name of the first pattern that one of the texts matches; null texts match none. */
    static Optional<String> find(List<String> texts) {
        return texts.stream()
                .filter(text -> text != null)
                .map(SuspiciousText::find)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<String> find(String text) {
        if (RowText.markup(text) != null) {
            return Optional.of("control_markup");
        }
        String plain = RowText.plain(text);
        Optional<String> rule = RULES.stream()
                .filter(candidate -> candidate.pattern().matcher(plain).find())
                .map(Rule::name)
                .findFirst();
        // directional marks and tags of no width hide text from the person who reads it
        return rule.isPresent() || !text.matches("(?s).*[\\u200B\\u202A-\\u202E\\u2060-\\u2069\\x{E0000}-\\x{E007F}].*")
                ? rule
                : Optional.of("hidden_characters");
    }
}
