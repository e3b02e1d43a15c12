package dev.autodidact.model;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps texts from outside from becoming control tokens of a prompt (prompt injection): a guarded text is broken by
 * visible spaces behind its first and before its last delimiter, {@code <|im_end|>} → {@code <| im_end |>}.
 */
final class ContentGuard {
    /** Marks that carry meaning only when the template or the assistant wrote them. */
    static final Set<String> MARKS =
            Set.of("<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<|python_tag|>");

    private final List<String> guarded;

    ContentGuard(Collection<String> texts) {
        Set<String> longEnough =
                new TreeSet<>(Comparator.comparingInt(String::length).thenComparing(s -> s));
        texts.stream().filter(text -> text.strip().length() > 2).forEach(longEnough::add);
        guarded = List.copyOf(longEnough);
    }

    /** This guard for a text that the assistant wrote, whose tool calls stand in it. */
    ContentGuard withoutMarks() {
        return new ContentGuard(
                guarded.stream().filter(text -> !MARKS.contains(text)).toList());
    }

    /** The text with every guarded text in it broken; the very same text if there is none. */
    String neutralise(String text) {
        String safe = text;
        for (int round = 0; round <= guarded.size(); round++) {
            String before = safe;
            for (String mark : guarded) {
                safe = safe.replace(mark, broken(mark));
            }
            if (safe.equals(before)) {
                return safe;
            }
        }
        throw new IllegalArgumentException("the text cannot be kept apart from the special tokens " + guarded);
    }

    /** The value (text, list, dict) with every text in it neutralised. */
    Object neutraliseAll(Object value) {
        return switch (value) {
            case String text -> neutralise(text);
            case Map<?, ?> map -> {
                Map<String, Object> safe = new LinkedHashMap<>();
                map.forEach((key, element) -> safe.put(neutralise(key.toString()), neutraliseAll(element)));
                yield safe;
            }
            case Collection<?> list -> {
                List<Object> safe = new ArrayList<>();
                list.forEach(element -> safe.add(neutraliseAll(element)));
                yield safe;
            }
            default -> value;
        };
    }

    private static String broken(String mark) {
        int open = mark.startsWith("<|") || mark.startsWith("</") || mark.startsWith("[/") ? 2 : 1;
        int close = mark.endsWith("|>") ? mark.length() - 2 : mark.length() - 1;
        if (close <= open) {
            return mark.charAt(0) + " " + mark.substring(1);
        }
        return mark.substring(0, open) + " " + mark.substring(open, close) + " " + mark.substring(close);
    }
}
