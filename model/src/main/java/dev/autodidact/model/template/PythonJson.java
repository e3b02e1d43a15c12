package dev.autodidact.model.template;

import java.util.Collection;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * Python's {@code json.dumps}: key order kept unless sorted, nothing escaped for HTML.
 *
 * @param indent spaces per level, or negative for one line
 * @param item separates items, {@code ", "} in Python without an indent
 * @param key separates a key from its value
 * @param ascii whether other characters are written as {@code \\u....}
 * @param sorted whether keys are sorted
 */
record PythonJson(int indent, String item, String key, boolean ascii, boolean sorted) {
    /** {@code json.dumps(value, ensure_ascii=False)}, as transformers writes tools and arguments. */
    static final PythonJson PLAIN = new PythonJson(-1, ", ", ": ", false, false);

    String write(Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value, 0);
        return out.toString();
    }

    private void append(StringBuilder out, Object value, int level) {
        switch (value) {
            case null -> throw new TemplateException("an undefined value has no JSON form");
            case PythonNone none -> out.append("null");
            case Boolean b -> out.append(b);
            case Double d when !Double.isFinite(d) -> out.append(d.isNaN() ? "NaN" : d > 0 ? "Infinity" : "-Infinity");
            case Number n -> out.append(PythonText.number(n));
            case CharSequence text -> appendText(out, text);
            case Map<?, ?> map -> appendMap(out, sorted ? new TreeMap<>(map) : map, level);
            case Collection<?> list -> appendList(out, list, level);
            default -> throw new TemplateException("a " + value.getClass().getSimpleName() + " has no JSON form");
        }
    }

    private void appendMap(StringBuilder out, Map<?, ?> map, int level) {
        out.append('{');
        Iterator<? extends Map.Entry<?, ?>> entries = map.entrySet().iterator();
        while (entries.hasNext()) {
            Map.Entry<?, ?> entry = entries.next();
            appendBreak(out, level + 1);
            appendText(out, PythonText.str(entry.getKey()));
            append(out.append(key), entry.getValue(), level + 1);
            out.append(entries.hasNext() ? item : "");
        }
        if (!map.isEmpty()) {
            appendBreak(out, level);
        }
        out.append('}');
    }

    private void appendList(StringBuilder out, Collection<?> list, int level) {
        out.append('[');
        Iterator<?> elements = list.iterator();
        while (elements.hasNext()) {
            appendBreak(out, level + 1);
            append(out, elements.next(), level + 1);
            out.append(elements.hasNext() ? item : "");
        }
        if (!list.isEmpty()) {
            appendBreak(out, level);
        }
        out.append(']');
    }

    private void appendBreak(StringBuilder out, int level) {
        if (indent >= 0) {
            out.append('\n').repeat(' ', indent * level);
        }
    }

    private void appendText(StringBuilder out, CharSequence text) {
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
                    if (c < 0x20 || (ascii && c > 0x7e)) {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
