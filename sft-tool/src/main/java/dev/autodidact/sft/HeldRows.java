package dev.autodidact.sft;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;

/** What the items in a version's weights say, row by row; of two answers to one question the later one counts. */
final class HeldRows {

    /**
     * A question that an item answers otherwise than an earlier one.
     *
     * @param question as the new item has it
     * @param earlier the item whose answer counted so far
     */
    record Contradiction(String question, LedgerItem earlier) {}

    private record Held(String answer, LedgerItem item) {}

    private final Map<String, Held> answers = new HashMap<>();
    private final Set<String> statements = new HashSet<>();

    /** @param items in the order of their training */
    HeldRows(List<LedgerItem> items) {
        for (LedgerItem item : items) {
            for (LedgerRow row : item.rows()) {
                if (row.text() == null) {
                    answers.put(question(row.q()), new Held(row.answer(), item));
                } else {
                    statements.add(text(row.text()));
                }
            }
        }
    }

    /** Whether each row of the item is there already, word by word but for case and space in questions. */
    boolean hold(LedgerItem item) {
        return item.rows().stream().allMatch(this::hold);
    }

    /** The questions that the item answers otherwise, each once. */
    List<Contradiction> contradictedBy(LedgerItem item) {
        Map<String, LedgerRow> asked = new HashMap<>();
        List<Contradiction> found = new ArrayList<>();
        for (LedgerRow row : item.rows()) {
            if (row.text() == null && asked.putIfAbsent(question(row.q()), row) == null) {
                Held held = answers.get(question(row.q()));
                if (held != null && differ(held.answer(), row.answer())) {
                    found.add(new Contradiction(row.q(), held.item()));
                }
            }
        }
        return found;
    }

    /**
     * The items of which no answer counts any more, since later ones answer each of their questions otherwise. A statement is
     * replaced where the base model, asked, found so.
     *
     * @param items in the order of their training
     */
    static Set<UUID> superseded(List<LedgerItem> items) {
        Map<UUID, Set<Integer>> replaced = replaced(items);
        return items.stream()
                .filter(item -> !item.rows().isEmpty()
                        && replaced.get(item.id()).size() == item.rows().size())
                .map(LedgerItem::id)
                .collect(Collectors.toSet());
    }

    /**
     * The rows of each item that do not count any more, by their places from 0: those of which a later item was found to
     * say something else, and those whose very question a later item answers otherwise.
     *
     * @param items in the order of their training
     */
    static Map<UUID, Set<Integer>> replaced(List<LedgerItem> items) {
        Map<UUID, Set<Integer>> replaced = new HashMap<>();
        items.forEach(item -> replaced.put(item.id(), new TreeSet<>()));
        Map<String, Set<String>> later = new HashMap<>();
        Set<UUID> held = new HashSet<>(replaced.keySet());
        for (LedgerItem item : items.reversed()) {
            held.remove(item.id());
            for (int place = 0; place < item.rows().size(); place++) {
                if (contradicted(item.rows().get(place), later)) {
                    replaced.get(item.id()).add(place);
                }
            }
            for (LedgerRow row : item.rows()) {
                if (row.text() == null) {
                    later.computeIfAbsent(question(row.q()), q -> new HashSet<>())
                            .add(loose(row.answer()));
                }
            }
            item.replaced().stream()
                    .filter(found -> held.contains(found.item()))
                    .forEach(found -> replaced.get(found.item()).addAll(found.rows()));
        }
        return replaced;
    }

    /** The items with those rows only that still count. */
    static List<LedgerItem> counting(List<LedgerItem> items) {
        Map<UUID, Set<Integer>> replaced = replaced(items);
        return items.stream().map(item -> item.without(replaced.get(item.id()))).toList();
    }

    private static boolean contradicted(LedgerRow row, Map<String, Set<String>> later) {
        return row.text() == null
                && later.getOrDefault(question(row.q()), Set.of()).stream()
                        .anyMatch(a -> !a.equals(loose(row.answer())));
    }

    private boolean hold(LedgerRow row) {
        if (row.text() != null) {
            return statements.contains(text(row.text()));
        }
        Held held = answers.get(question(row.q()));
        return held != null && text(held.answer()).equals(text(row.answer()));
    }

    /** Another case or another full stop is no contradiction. */
    private static boolean differ(String one, String other) {
        return !loose(one).equals(loose(other));
    }

    /** A question without what makes no other question of it: case, blanks, the mark at its end. */
    static String question(String q) {
        return text(q).toLowerCase(Locale.ROOT).replaceAll("[\\s?.!]+$", "");
    }

    private static String loose(String answer) {
        return text(answer).toLowerCase(Locale.ROOT).replaceAll("[\\s.!]+$", "");
    }

    private static String text(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).strip().replaceAll("\\s+", " ");
    }
}
