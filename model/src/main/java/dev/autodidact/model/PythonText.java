package dev.autodidact.model;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Iterator;
import java.util.Map;

/**
 * How Python writes values: {@code str}, {@code repr} and {@code json.dumps(…, ensure_ascii=False)}.
 *
 * <p>Values are those of a template: null (undefined), {@link PythonNone}, Boolean, Number, String, Collection, Map.
 */
final class PythonText {
    private PythonText() {}

    /** {@code str(value)}; undefined is the empty text, as Jinja prints it. */
    static String str(Object value) {
        return value == null ? "" : value instanceof CharSequence text ? text.toString() : repr(value);
    }

    static String repr(Object value) {
        StringBuilder out = new StringBuilder();
        appendRepr(out, value);
        return out.toString();
    }

    /**
     * {@code json.dumps(value, ensure_ascii=False, indent=indent)}: key order kept, nothing escaped for HTML.
     *
     * @param indent spaces per level, or negative for one line with {@code ", "} and {@code ": "}
     */
    static String json(Object value, int indent) {
        StringBuilder out = new StringBuilder();
        appendJson(out, value, indent, 0);
        return out.toString();
    }

    private static void appendRepr(StringBuilder out, Object value) {
        switch (value) {
            case null -> out.append("Undefined");
            case Boolean b -> out.append(b ? "True" : "False");
            case Number n -> out.append(number(n));
            case CharSequence text -> appendQuoted(out, text.toString());
            case Map<?, ?> map -> {
                String separator = "{";
                for (Map.Entry<?, ?> entry : map.entrySet()) {
                    out.append(separator);
                    appendRepr(out, entry.getKey());
                    appendRepr(out.append(": "), entry.getValue());
                    separator = ", ";
                }
                out.append(map.isEmpty() ? "{}" : "}");
            }
            case Collection<?> list -> {
                String separator = "[";
                for (Object element : list) {
                    appendRepr(out.append(separator), element);
                    separator = ", ";
                }
                out.append(list.isEmpty() ? "[]" : "]");
            }
            default -> out.append(value);
        }
    }

    private static void appendQuoted(StringBuilder out, String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        out.append(quote);
        text.codePoints().forEach(c -> {
            switch (c) {
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\\' -> out.append("\\\\");
                default -> {
                    if (c == quote) {
                        out.append('\\').append(quote);
                    } else if (isPrintable(c)) {
                        out.appendCodePoint(c);
                    } else {
                        out.append(String.format(c < 0x100 ? "\\x%02x" : c < 0x10000 ? "\\u%04x" : "\\U%08x", c));
                    }
                }
            }
        });
        out.append(quote);
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    private static void appendJson(StringBuilder out, Object value, int indent, int level) {
        switch (value) {
            case null -> throw new ChatTemplateException("an undefined value has no JSON form");
            case PythonNone none -> out.append("null");
            case Boolean b -> out.append(b);
            case Number n -> out.append(jsonNumber(n));
            case CharSequence text -> appendJsonText(out, text);
            case Map<?, ?> map -> {
                Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
                out.append('{');
                while (entries.hasNext()) {
                    Map.Entry<?, ?> entry = entries.next();
                    appendBreak(out, indent, level + 1);
                    appendJsonText(out, str(entry.getKey()));
                    appendJson(out.append(": "), entry.getValue(), indent, level + 1);
                    appendComma(out, entries.hasNext(), indent);
                }
                appendEnd(out, map.isEmpty(), indent, level).append('}');
            }
            case Collection<?> list -> {
                Iterator<?> elements = list.iterator();
                out.append('[');
                while (elements.hasNext()) {
                    appendBreak(out, indent, level + 1);
                    appendJson(out, elements.next(), indent, level + 1);
                    appendComma(out, elements.hasNext(), indent);
                }
                appendEnd(out, list.isEmpty(), indent, level).append(']');
            }
            default ->
                throw new ChatTemplateException("a " + value.getClass().getSimpleName() + " has no JSON form");
        }
    }

    private static void appendBreak(StringBuilder out, int indent, int level) {
        if (indent >= 0) {
            out.append('\n').repeat(' ', indent * level);
        }
    }

    private static void appendComma(StringBuilder out, boolean more, int indent) {
        if (more) {
            out.append(indent >= 0 ? "," : ", ");
        }
    }

    private static StringBuilder appendEnd(StringBuilder out, boolean empty, int indent, int level) {
        if (!empty) {
            appendBreak(out, indent, level);
        }
        return out;
    }

    private static void appendJsonText(StringBuilder out, CharSequence text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                default -> {
                    if (c < 0x20) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static String jsonNumber(Number n) {
        if (n instanceof Double d && !Double.isFinite(d)) {
            return d.isNaN() ? "NaN" : d > 0 ? "Infinity" : "-Infinity";
        }
        return number(n);
    }

    /** An integer in digits; a floating-point number as Python's {@code repr(float)}: shortest digits that read back. */
    private static String number(Number n) {
        if (!(n instanceof Double || n instanceof Float)) {
            return n.toString();
        }
        double value = n.doubleValue();
        if (!Double.isFinite(value)) {
            return Double.isNaN(value) ? "nan" : value > 0 ? "inf" : "-inf";
        }
        if (value == 0) {
            return 1 / value < 0 ? "-0.0" : "0.0";
        }
        BigDecimal shortest = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        int exponent = shortest.precision() - shortest.scale() - 1;
        if (exponent >= -4 && exponent < 16) {
            String plain = shortest.toPlainString();
            return plain.indexOf('.') < 0 ? plain + ".0" : plain;
        }
        String digits = shortest.unscaledValue().abs().toString();
        String mantissa = digits.length() == 1 ? digits : digits.charAt(0) + "." + digits.substring(1);
        return (value < 0 ? "-" : "") + mantissa + String.format("e%c%02d", exponent < 0 ? '-' : '+', Math.abs(exponent));
    }
}
