package dev.autodidact.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.model.ParsedReply;
import dev.autodidact.model.ToolCall;
import dev.autodidact.model.ToolCallParser;
import dev.autodidact.sft.LedgerRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The rows that a policy wrote in its {@code learn} calls.
 *
 * @param rows question and statement rows in their order
 * @param fault why there are none, or null
 */
public record SelfEdit(List<LedgerRow> rows, String fault) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Copies the list. */
    public SelfEdit {
        rows = List.copyOf(rows);
    }

    /** Rows that somebody else wrote. */
    public static SelfEdit of(List<LedgerRow> rows) {
        return new SelfEdit(rows, rows.isEmpty() ? "no rows" : null);
    }

    /** Reads the calls of an assistant's replies; never throws for what a model wrote. */
    public static SelfEdit read(List<String> replies) {
        List<LedgerRow> rows = new ArrayList<>();
        String fault = "no learn call";
        for (String reply : replies) {
            ParsedReply parsed = ToolCallParser.parse(reply);
            if (!parsed.errors().isEmpty()) {
                fault = "malformed call";
            }
            for (ToolCall call : parsed.toolCalls()) {
                if (call.name().equals("learn")) {
                    read(call.argumentsJson(), rows);
                    fault = "a call without rows";
                }
            }
        }
        return new SelfEdit(rows, rows.isEmpty() ? fault : null);
    }

    private static void read(String arguments, List<LedgerRow> rows) {
        try {
            for (JsonNode row : JSON.readTree(arguments).path("rows")) {
                String q = row.path("q").asText("");
                String a = row.path("a").asText("");
                String text = row.path("text").asText("");
                if (!q.isBlank() && !a.isBlank()) {
                    rows.add(LedgerRow.question(q, a));
                } else if (!text.isBlank()) {
                    rows.add(LedgerRow.statement(text));
                }
            }
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("arguments that the parser accepted are not JSON: " + arguments, e);
        }
    }

    /** The kind of rows in a word or two: what a table of forms counts. */
    public String form() {
        if (rows.isEmpty()) {
            return fault;
        }
        Set<LedgerRow> distinct = new HashSet<>(rows);
        long questions = distinct.stream().filter(r -> r.text() == null).count();
        long answers = distinct.stream()
                .filter(r -> r.text() == null)
                .map(LedgerRow::a)
                .distinct()
                .count();
        String form;
        if (questions == 0) {
            form = "statements only";
        } else {
            double each = (double) questions / answers;
            String per = each < 1.5
                    ? "1 question"
                    : each < 2.5 ? "2 questions" : each < 4.5 ? "3-4 questions" : "5+ questions";
            form = per + " per answer" + (questions < distinct.size() ? " and statements" : "");
        }
        return form + (distinct.size() < rows.size() ? ", repeated" : "");
    }
}
