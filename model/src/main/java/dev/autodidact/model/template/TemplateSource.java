package dev.autodidact.model.template;

import java.util.ArrayList;
import java.util.List;

/**
 * Rewrites a Jinja2 template into one that Jinjava reads in the same way.
 *
 * <p>All white space decisions are taken here by Jinja2's lexer rules with {@code trim_blocks} and
 * {@code lstrip_blocks} (as transformers sets them), so Jinjava runs with its own trimming off. Comments, {@code raw}
 * blocks and transformers' {@code generation} tags are resolved; expressions pass through {@link TemplateExpression}.
 *
 * @see <a href="https://jinja.palletsprojects.com/en/stable/templates/#whitespace-control">Jinja2 white space</a>
 */
final class TemplateSource {
    /** Stands between a loop's list and its filter in a rewritten {@code for} tag. */
    static final String LOOP_FILTER = " __if__ ";

    private final String source;
    private final StringBuilder out = new StringBuilder();
    private int at;
    private boolean lineStarts = true;
    private boolean stripNext;

    private TemplateSource(String source) {
        this.source = source;
    }

    /** The rewritten template. */
    static String rewrite(String template) {
        String source = template.replace("\r\n", "\n").replace('\r', '\n');
        if (source.endsWith("\n")) { // keep_trailing_newline is off
            source = source.substring(0, source.length() - 1);
        }
        TemplateSource rewriting = new TemplateSource(source);
        rewriting.run();
        return rewriting.out.toString();
    }

    private void run() {
        while (at < source.length()) {
            int open = nextOpening(at);
            if (open < 0) {
                text(source.substring(at), ' ', false);
                return;
            }
            char kind = source.charAt(open + 1);
            char sign = open + 2 < source.length() ? source.charAt(open + 2) : ' ';
            text(source.substring(at, open), sign, kind != '{');
            at = open + 2 + (sign == '-' || sign == '+' ? 1 : 0);
            switch (kind) {
                case '#' -> comment();
                case '%' -> block();
                default -> variable();
            }
        }
    }

    private int nextOpening(int from) {
        for (int i = source.indexOf('{', from); i >= 0 && i + 1 < source.length(); i = source.indexOf('{', i + 1)) {
            if ("{%#".indexOf(source.charAt(i + 1)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private void text(String text, char sign, boolean block) {
        String kept = text;
        if (stripNext) {
            kept = kept.stripLeading();
        }
        stripNext = false;
        if (sign == '-') {
            kept = kept.stripTrailing();
        } else if (block && sign != '+') {
            int line = kept.lastIndexOf('\n') + 1;
            if ((line > 0 || lineStarts) && kept.substring(line).isBlank()) {
                kept = kept.substring(0, line);
            }
        }
        literal(kept);
    }

    private void literal(String text) {
        boolean plain = !text.endsWith("{")
                && !text.contains("{{")
                && !text.contains("{%")
                && !text.contains("{#")
                && !text.contains("}}")
                && !text.contains("%}")
                && !text.contains("#}");
        if (plain) {
            out.append(text);
        } else {
            out.append("{{ ").append(TemplateExpression.quoted(text)).append(" }}");
        }
    }

    private void comment() {
        int close = source.indexOf("#}", at);
        if (close < 0) {
            throw new TemplateException("the template has a comment without an end");
        }
        at = close;
        endOfTag(close > 0 ? source.charAt(close - 1) : ' ', true);
    }

    private void variable() {
        List<String> tokens = new ArrayList<>();
        char sign = TemplateExpression.scan(source, at, "}}", tokens);
        at = TemplateExpression.end(source, at, "}}");
        endOfTag(sign, false);
        out.append("{{ ").append(TemplateExpression.render(tokens)).append(" }}");
    }

    private void block() {
        List<String> tokens = new ArrayList<>();
        int start = at;
        char sign = TemplateExpression.scan(source, start, "%}", tokens);
        at = TemplateExpression.end(source, start, "%}");
        endOfTag(sign, true);
        String name = tokens.isEmpty() ? "" : tokens.getFirst();
        switch (name) {
            case "raw" -> raw();
            case "generation", "endgeneration" -> {}
            case "for" ->
                out.append("{% for ")
                        .append(loop(tokens.subList(1, tokens.size())))
                        .append(" %}");
            default -> {
                String rest = TemplateExpression.render(tokens.subList(Math.min(1, tokens.size()), tokens.size()));
                out.append("{% ").append(name).append(' ').append(rest).append(" %}");
            }
        }
    }

    private static String loop(List<String> tokens) {
        int depth = 0;
        for (int i = 0; i < tokens.size(); i++) {
            String token = tokens.get(i);
            depth += "([{".contains(token) ? 1 : ")]}".contains(token) ? -1 : 0;
            if (depth == 0 && token.equals("recursive")) {
                throw new TemplateException("recursive loops are not supported");
            }
            if (depth == 0 && token.equals("if")) {
                return TemplateExpression.render(tokens.subList(0, i))
                        + LOOP_FILTER
                        + TemplateExpression.render(tokens.subList(i + 1, tokens.size()));
            }
        }
        return TemplateExpression.render(tokens);
    }

    private void raw() {
        int from = at;
        for (int open = source.indexOf("{%", from); open >= 0; open = source.indexOf("{%", open + 1)) {
            List<String> tokens = new ArrayList<>();
            char before = source.charAt(open + 2);
            int inside = open + 2 + (before == '-' || before == '+' ? 1 : 0);
            if (source.startsWith("endraw", inside + leadingSpace(inside))) {
                char after = TemplateExpression.scan(source, inside, "%}", tokens);
                text(source.substring(from, open), before, true);
                at = TemplateExpression.end(source, inside, "%}");
                endOfTag(after, true);
                return;
            }
        }
        throw new TemplateException("the template has a raw block without an end");
    }

    private int leadingSpace(int from) {
        int i = from;
        while (i < source.length() && Character.isWhitespace(source.charAt(i))) {
            i++;
        }
        return i - from;
    }

    /** Steps over the two closing characters at {@code at}, and over the white space that goes with them. */
    private void endOfTag(char sign, boolean block) {
        at += 2;
        lineStarts = false;
        if (sign == '-') {
            stripNext = true;
        } else if (block && sign != '+' && at < source.length() && source.charAt(at) == '\n') {
            at++;
            lineStarts = true;
        }
    }
}
