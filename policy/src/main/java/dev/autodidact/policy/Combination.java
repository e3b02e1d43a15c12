package dev.autodidact.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.sft.LedgerRow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/**
 * One self-edit out of all self-edits that the policy wrote about a task: of each answer that two of them give, the questions
 * that most of them ask. It knows nothing that they do not say; whether it is better is for the reward to tell.
 */
final class Combination {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int LEAST_VOTES = 2;

    private Combination() {}

    /** Rows in the order in which answers were first given, each answer's together; at most so many questions for each. */
    static List<LedgerRow> of(List<SelfEdit> edits, int questions) {
        Map<LedgerRow, Integer> votes = new LinkedHashMap<>();
        Map<String, Integer> given = new LinkedHashMap<>();
        for (SelfEdit edit : edits) {
            LinkedHashSet<String> answers = new LinkedHashSet<>();
            for (LedgerRow row : new LinkedHashSet<>(edit.rows())) {
                if (row.text() == null) {
                    votes.merge(row, 1, Integer::sum);
                    answers.add(row.a());
                }
            }
            answers.forEach(a -> given.merge(a, 1, Integer::sum));
        }
        Map<String, LedgerRow> winners = new LinkedHashMap<>();
        votes.forEach((row, n) -> winners.merge(row.q(), row, (a, b) -> votes.get(b) > votes.get(a) ? b : a));
        List<LedgerRow> out = new ArrayList<>();
        given.forEach((answer, n) -> {
            if (n >= LEAST_VOTES) {
                winners.values().stream()
                        .filter(r -> r.a().equals(answer))
                        .sorted(Comparator.comparingInt((LedgerRow r) -> -votes.get(r)))
                        .limit(questions)
                        .forEach(out::add);
            }
        });
        return out;
    }

    /** A reply with other rows in its call, or null where no list of rows is found in it. */
    static String reply(String pattern, List<LedgerRow> rows) {
        int name = pattern.indexOf("\"rows\"");
        int from = name < 0 ? -1 : pattern.indexOf('[', name);
        int end = from < 0 ? -1 : pattern.lastIndexOf(']');
        if (end < from || end < 0) {
            return null;
        }
        List<Map<String, String>> list = new ArrayList<>();
        for (LedgerRow row : rows) {
            Map<String, String> one = new LinkedHashMap<>();
            one.put("q", row.q());
            one.put("a", row.a());
            list.add(one);
        }
        try {
            return pattern.substring(0, from) + JSON.writeValueAsString(list) + pattern.substring(end + 1);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
