package dev.autodidact.sft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows in a model's reply to an {@link EditForm}, or what is wrong with it in a sentence for the model.
 *
 * @param rows the rows; empty if there is a fault
 * @param fault null if there is none
 */
record EditReply(List<LedgerRow> rows, String fault) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MOST_ROWS = 32;
    private static final int LONGEST = 600;
    private static final int SHORTEST = 12;

    static EditReply read(EditForm.Kind kind, String reply) {
        if (reply.isBlank()) {
            return new EditReply(List.of(), "The reply was empty.");
        }
        return kind == EditForm.Kind.PAIRS ? pairs(reply) : lines(reply);
    }

    private static EditReply pairs(String reply) {
        int begin = reply.indexOf('[');
        int end = reply.lastIndexOf(']');
        if (begin < 0 || end < begin) {
            return fault("The reply holds no JSON list.");
        }
        JsonNode list;
        try {
            list = JSON.readTree(reply.substring(begin, end + 1));
        } catch (JsonProcessingException e) {
            return fault("The JSON is malformed: " + e.getOriginalMessage() + ".");
        }
        Set<LedgerRow> rows = new LinkedHashSet<>();
        for (JsonNode row : list) {
            String q = text(row, "q", "question");
            String a = text(row, "a", "answer");
            if (q.isBlank() || a.isBlank()) {
                return fault("Entry " + (rows.size() + 1) + " has no \"q\" or no \"a\".");
            }
            if (q.length() > LONGEST || a.length() > LONGEST) {
                return fault("Entry " + (rows.size() + 1) + " is longer than " + LONGEST + " characters.");
            }
            rows.add(LedgerRow.question(q.strip(), a.strip()));
        }
        return bounded(new ArrayList<>(rows), "The JSON list is empty.");
    }

    private static String text(JsonNode row, String key, String other) {
        JsonNode value = row.has(key) ? row.get(key) : row.path(other);
        return value.isValueNode() && !value.isNull() ? value.asText() : "";
    }

    private static EditReply lines(String reply) {
        Set<LedgerRow> rows = new LinkedHashSet<>();
        for (String line : reply.split("\n")) {
            String bare = bare(line);
            if (bare.length() > LONGEST) {
                return fault("A line is longer than " + LONGEST + " characters.");
            }
            if (bare.length() >= SHORTEST && !bare.endsWith(":")) {
                rows.add(LedgerRow.statement(bare));
            }
        }
        return bounded(new ArrayList<>(rows), "No line holds a full sentence.");
    }

    /** A line without the bullet or number before it. */
    static String bare(String line) {
        return line.strip().replaceFirst("^([-*•]|\\d{1,2}[.)])\\s+", "");
    }

    private static EditReply bounded(List<LedgerRow> rows, String none) {
        return rows.isEmpty() ? fault(none) : new EditReply(rows.subList(0, Math.min(rows.size(), MOST_ROWS)), null);
    }

    private static EditReply fault(String what) {
        return new EditReply(List.of(), what);
    }
}
