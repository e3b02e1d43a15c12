package dev.autodidact.model.template;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The inside of a Jinja2 tag as a list of tokens, and its text for Jinjava: string literals in the escapes that Jinjava
 * knows, adjacent literals joined, {@code x[a:b:c]} as {@code x[slice__(a, b, c)]}.
 */
final class TemplateExpression {
    private static final Set<String> LONG_OPERATORS = Set.of("==", "!=", "<=", ">=", "//", "**");

    private static final Pattern NUMBER = Pattern.compile("\\d+(\\.\\d+)?([eE][+-]?\\d+)?");

    private TemplateExpression() {}

    /**
     * Scans from {@code from} up to the closing characters.
     *
     * @param tokens receives the tokens; a string literal is kept as {@code '} and its value
     * @return the sign before the closing characters: {@code -}, {@code +} or a space
     */
    static char scan(String source, int from, String closing, List<String> tokens) {
        int close = walk(source, from, closing, tokens);
        char sign = close > from ? source.charAt(close - 1) : ' ';
        if ((sign == '-' || sign == '+')
                && !tokens.isEmpty()
                && tokens.getLast().equals(String.valueOf(sign))) {
            tokens.removeLast();
            return sign;
        }
        return ' ';
    }

    /** Where the closing characters of the tag stand. */
    static int end(String source, int from, String closing) {
        return walk(source, from, closing, new ArrayList<>());
    }

    private static int walk(String source, int from, String closing, List<String> tokens) {
        int depth = 0;
        int i = from;
        while (i < source.length()) {
            char c = source.charAt(i);
            if (depth == 0 && source.startsWith(closing, i)) {
                return i;
            }
            if (Character.isWhitespace(c)) {
                i++;
            } else if (c == '\'' || c == '"') {
                int end = endOfString(source, i);
                tokens.add("'" + unescape(source.substring(i + 1, end)));
                i = end + 1;
            } else if (Character.isJavaIdentifierPart(c)) {
                int end = endOfWord(source, i);
                tokens.add(source.substring(i, end));
                i = end;
            } else {
                String two = i + 2 <= source.length() ? source.substring(i, i + 2) : "";
                String token = LONG_OPERATORS.contains(two) ? two : String.valueOf(c);
                depth += "([{".indexOf(c) >= 0 ? 1 : ")]}".indexOf(c) >= 0 ? -1 : 0;
                tokens.add(token);
                i += token.length();
            }
        }
        throw new TemplateException("the template has a tag without its end " + closing + ": "
                + source.substring(from, Math.min(source.length(), from + 40)));
    }

    private static int endOfWord(String source, int start) {
        Matcher number = NUMBER.matcher(source).region(start, source.length());
        if (number.lookingAt()) {
            return number.end();
        }
        int end = start;
        while (end < source.length() && Character.isJavaIdentifierPart(source.charAt(end))) {
            end++;
        }
        return end;
    }

    private static int endOfString(String source, int open) {
        for (int i = open + 1; i < source.length(); i++) {
            if (source.charAt(i) == '\\') {
                i++;
            } else if (source.charAt(i) == source.charAt(open)) {
                return i;
            }
        }
        throw new TemplateException("the template has a string without an end: "
                + source.substring(open, Math.min(source.length(), open + 40)));
    }

    /** Python's escapes in a string literal; an unknown one stays as it is. */
    private static String unescape(String literal) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < literal.length(); i++) {
            char c = literal.charAt(i);
            if (c != '\\' || i + 1 == literal.length()) {
                text.append(c);
                continue;
            }
            char next = literal.charAt(++i);
            int hex = next == 'x' ? 2 : next == 'u' ? 4 : next == 'U' ? 8 : 0;
            if (hex > 0 && i + hex < literal.length()) {
                text.appendCodePoint(Integer.parseInt(literal.substring(i + 1, i + 1 + hex), 16));
                i += hex;
                continue;
            }
            switch (next) {
                case 'n' -> text.append('\n');
                case 't' -> text.append('\t');
                case 'r' -> text.append('\r');
                case 'b' -> text.append('\b');
                case 'f' -> text.append('\f');
                case 'a' -> text.append('\u0007');
                case 'v' -> text.append('\u000B');
                case '0' -> text.append('\0');
                case '\\', '\'', '"' -> text.append(next);
                case '\n' -> {}
                default -> text.append('\\').append(next);
            }
        }
        return text.toString();
    }

    /** A string literal that Jinjava reads as the given text. */
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("'");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case '\\', '\'', '"' -> out.append('\\').append(c);
                default -> out.append(c);
            }
        }
        return out.append('\'').toString();
    }

    /** The tokens as the text of one expression. */
    static String render(List<String> tokens) {
        StringBuilder out = new StringBuilder();
        append(out, tokens);
        return out.toString().strip();
    }

    private static void append(StringBuilder out, List<String> tokens) {
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            if (token.startsWith("'")) {
                StringBuilder joined = new StringBuilder(token.substring(1));
                while (i + 1 < tokens.size() && tokens.get(i + 1).startsWith("'")) {
                    joined.append(tokens.get(++i).substring(1));
                }
                out.append(quoted(joined.toString()));
            } else if (token.equals("[")) {
                int close = closing(tokens, i);
                bracket(out, tokens.subList(i + 1, close));
                i = close;
            } else {
                out.append(token);
            }
            boolean path = token.equals(".")
                    || (i + 1 < tokens.size() && tokens.get(i + 1).equals("."));
            out.append(path ? "" : " "); // the set tag wants ns.name without spaces
        }
    }

    private static void bracket(StringBuilder out, List<String> inside) {
        List<List<String>> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        for (int i = 0; i < inside.size(); i++) {
            String token = inside.get(i);
            depth += "([{".contains(token) ? 1 : ")]}".contains(token) ? -1 : 0;
            if (depth == 0 && token.equals(":")) {
                parts.add(inside.subList(from, i));
                from = i + 1;
            }
        }
        if (parts.isEmpty()) {
            append(out.append('['), inside);
            out.append(']');
            return;
        }
        parts.add(inside.subList(from, inside.size()));
        out.append('[').append(TemplateLibrary.SLICE).append('(');
        for (int p = 0; p < 3; p++) {
            out.append(p > 0 ? ", " : "");
            if (p < parts.size() && !parts.get(p).isEmpty()) {
                append(out, parts.get(p));
            } else {
                out.append("none");
            }
        }
        out.append(")]");
    }

    private static int closing(List<String> tokens, int open) {
        int depth = 0;
        for (int i = open; i < tokens.size(); i++) {
            depth += "([{".contains(tokens.get(i)) ? 1 : ")]}".contains(tokens.get(i)) ? -1 : 0;
            if (depth == 0) {
                return i;
            }
        }
        throw new TemplateException("the template has a bracket without its end");
    }
}
