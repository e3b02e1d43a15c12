package dev.autodidact.sft;

import java.text.Normalizer;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the items in a version's weights say, row by row; of two answers to one question the later one counts. */
final class HeldRows {

    private final Map<String, String> answers = new HashMap<>();
    private final Set<String> statements = new HashSet<>();

    /** @param items in the order of their training */
    HeldRows(List<LedgerItem> items) {
        for (LedgerItem item : items) {
            for (LedgerRow row : item.rows()) {
                if (row.text() == null) {
                    answers.put(question(row.q()), row.answer());
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

    /**
     * The rows that count until now and do not beside a further item, by their places from 0; items without such rows are left
     * out.
     */
    static Map<LedgerItem, Set<Integer>> replacedBy(LedgerItem further, List<LedgerItem> items) {
        Map<UUID, Set<Integer>> before = replaced(items);
        Map<UUID, Set<Integer>> after =
                replaced(Stream.concat(items.stream(), Stream.of(further)).toList());
        Map<LedgerItem, Set<Integer>> replaced = new LinkedHashMap<>();
        for (LedgerItem earlier : items) {
            Set<Integer> rows = new TreeSet<>(after.get(earlier.id()));
            rows.removeAll(before.get(earlier.id()));
            if (!rows.isEmpty()) {
                replaced.put(earlier, rows);
            }
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
        String answer = answers.get(question(row.q()));
        return answer != null && text(answer).equals(text(row.answer()));
    }

    /** A question without what makes no other question of it: case, blanks, the mark at its end. */
    static String question(String q) {
        return text(q).toLowerCase(Locale.ROOT).replaceAll("[\\s?.!]+$", "");
    }

    /** Another case or another full stop is no contradiction. */
    private static String loose(String answer) {
        return text(answer).toLowerCase(Locale.ROOT).replaceAll("[\\s.!]+$", "");
    }

    private static String text(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).strip().replaceAll("\\s+", " ");
    }
}
