package dev.autodidact.model.template;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** The methods of Python's {@code str} that chat templates use. */
final class PythonStrings {
    private PythonStrings() {}

    static Object call(String text, String method, Object[] given) {
        return switch (method) {
            case "startswith" -> anyOf(given[0]).stream().anyMatch(text::startsWith);
            case "endswith" -> anyOf(given[0]).stream().anyMatch(text::endsWith);
            case "strip" -> stripLeft(stripRight(text, set(given)), set(given));
            case "lstrip" -> stripLeft(text, set(given));
            case "rstrip" -> stripRight(text, set(given));
            case "split" -> split(text, given);
            case "rsplit" -> rsplit(text, given);
            case "splitlines" ->
                new ArrayList<Object>(text.isEmpty() ? List.of() : text.lines().toList());
            case "partition" -> partition(text, string(given, 0));
            case "join" ->
                String.join(
                        text,
                        PythonValues.iterate(given[0]).stream()
                                .map(PythonText::str)
                                .toList());
            case "upper" -> text.toUpperCase(Locale.ROOT);
            case "lower" -> text.toLowerCase(Locale.ROOT);
            case "title" -> title(text);
            case "capitalize" -> capitalize(text);
            case "replace" ->
                replace(text, string(given, 0), string(given, 1), given.length > 2 ? number(given[2]) : -1);
            case "removeprefix" ->
                text.startsWith(string(given, 0))
                        ? text.substring(string(given, 0).length())
                        : text;
            case "removesuffix" ->
                text.endsWith(string(given, 0))
                        ? text.substring(0, text.length() - string(given, 0).length())
                        : text;
            case "find" -> (long) text.indexOf(string(given, 0));
            case "count" ->
                (long) (text.length() - text.replace(string(given, 0), "").length())
                        / Math.max(1, string(given, 0).length());
            case "isdigit" -> !text.isEmpty() && text.codePoints().allMatch(Character::isDigit);
            default -> throw new TemplateException("a str has no method " + method + " here");
        };
    }

    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT)
                + text.substring(first).toLowerCase(Locale.ROOT);
    }

    static String title(String text) {
        StringBuilder out = new StringBuilder();
        boolean inside = false;
        for (int c : text.codePoints().toArray()) {
            out.appendCodePoint(inside ? Character.toLowerCase(c) : Character.toTitleCase(c));
            inside = Character.isLetter(c);
        }
        return out.toString();
    }

    static String replace(String text, String old, String fresh, long count) {
        if (count < 0) {
            return text.replace(old, fresh);
        }
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (long n = 0; n < count; n++) {
            int at = text.indexOf(old, from);
            if (at < 0 || old.isEmpty()) {
                break;
            }
            out.append(text, from, at).append(fresh);
            from = at + old.length();
        }
        return out.append(text.substring(from)).toString();
    }

    /** {@code strip(chars)}; null for white space. */
    static String strip(String text, String chars) {
        return stripLeft(stripRight(text, chars), chars);
    }

    private static String stripLeft(String text, String chars) {
        int from = 0;
        while (from < text.length() && isStripped(text.codePointAt(from), chars)) {
            from += Character.charCount(text.codePointAt(from));
        }
        return text.substring(from);
    }

    private static String stripRight(String text, String chars) {
        int to = text.length();
        while (to > 0 && isStripped(text.codePointBefore(to), chars)) {
            to -= Character.charCount(text.codePointBefore(to));
        }
        return text.substring(0, to);
    }

    private static boolean isStripped(int c, String chars) {
        return chars == null ? isSpace(c) : chars.indexOf(c) >= 0;
    }

    /** Python's {@code str.isspace}: Java's white space and the no-break spaces and NEL. */
    private static boolean isSpace(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == 0x85;
    }

    private static List<Object> split(String text, Object[] given) {
        long most = given.length > 1 ? number(given[1]) : -1;
        List<Object> parts = new ArrayList<>();
        if (given.length == 0 || given[0] instanceof PythonNone) {
            String rest = stripLeft(text, null);
            while (!rest.isEmpty() && (most < 0 || parts.size() < most)) {
                int end = 0;
                while (end < rest.length() && !isSpace(rest.charAt(end))) {
                    end++;
                }
                parts.add(rest.substring(0, end));
                rest = stripLeft(rest.substring(end), null);
            }
            if (!rest.isEmpty()) {
                parts.add(stripRight(rest, null));
            }
            return parts;
        }
        String separator = separator(given);
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0 && (most < 0 || parts.size() < most); ) {
            parts.add(text.substring(from, at));
            from = at + separator.length();
            at = text.indexOf(separator, from);
        }
        parts.add(text.substring(from));
        return parts;
    }

    private static List<Object> rsplit(String text, Object[] given) {
        if (given.length < 2) {
            return split(text, given);
        }
        String separator = separator(given);
        List<Object> parts = new ArrayList<>();
        int to = text.length();
        for (long n = number(given[1]); n != 0; n--) {
            int at = text.lastIndexOf(separator, to - separator.length());
            if (at < 0 || to < separator.length()) {
                break;
            }
            parts.add(text.substring(at + separator.length(), to));
            to = at;
        }
        parts.add(text.substring(0, to));
        Collections.reverse(parts);
        return parts;
    }

    private static List<Object> partition(String text, String separator) {
        int at = text.indexOf(separator);
        return at < 0
                ? new PythonTuple(text, "", "")
                : new PythonTuple(text.substring(0, at), separator, text.substring(at + separator.length()));
    }

    private static String separator(Object[] given) {
        String separator = string(given, 0);
        if (separator.isEmpty()) {
            throw new TemplateException("split needs a separator that is not empty");
        }
        return separator;
    }

    private static List<String> anyOf(Object given) {
        return given instanceof CharSequence text
                ? List.of(text.toString())
                : PythonValues.iterate(given).stream().map(PythonText::str).toList();
    }

    private static String set(Object[] given) {
        return given.length == 0 || given[0] instanceof PythonNone ? null : string(given, 0);
    }

    private static String string(Object[] given, int i) {
        if (i < given.length && given[i] instanceof CharSequence text) {
            return text.toString();
        }
        throw new TemplateException("a str method wants a str as argument " + (i + 1) + ", not "
                + (i < given.length ? PythonText.repr(given[i]) : "nothing"));
    }

    private static long number(Object given) {
        if (given instanceof Number n) {
            return n.longValue();
        }
        throw new TemplateException("a str method wants a number, not " + PythonText.repr(given));
    }
}
