package dev.autodidact.model.template;

import java.math.BigDecimal;
import java.util.Collection;
import java.util.Map;

/**
 * How Python writes values: {@code str} and {@code repr}.
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
            case PythonTuple tuple -> {
                appendElements(out.append('('), tuple);
                out.append(tuple.size() == 1 ? ",)" : ")");
            }
            case Collection<?> list -> {
                appendElements(out.append('['), list);
                out.append(']');
            }
            default -> out.append(value);
        }
    }

    private static void appendElements(StringBuilder out, Collection<?> elements) {
        String separator = "";
        for (Object element : elements) {
            appendRepr(out.append(separator), element);
            separator = ", ";
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

    /** An integer in digits; a floating-point number as Python's {@code repr(float)}: shortest digits that read back. */
    static String number(Number n) {
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
        return (value < 0 ? "-" : "")
                + mantissa
                + String.format("e%c%02d", exponent < 0 ? '-' : '+', Math.abs(exponent));
    }
}
