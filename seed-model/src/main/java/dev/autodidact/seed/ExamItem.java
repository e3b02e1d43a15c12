package dev.autodidact.seed;

import java.util.List;
import java.util.Set;

/**
 * One question for the model and what counts as right.
 *
 * @param exam name of the exam, such as "context 1, held phrasing"
 * @param prompt the messages before the reply
 * @param accepted replies that are right, the gold one first; empty for learn calls
 * @param rows for learn calls: for each told fact the rows that are right; otherwise empty
 */
public record ExamItem(String exam, List<Message> prompt, List<String> accepted, List<Set<ExamRow>> rows) {

    public ExamItem {
        prompt = List.copyOf(prompt);
        accepted = List.copyOf(accepted);
        rows = List.copyOf(rows);
    }

    /** The rendered prompt, ending in the opening of the assistant's message. */
    public String text() {
        return Document.prompt(prompt);
    }

    /** The expected reply; learn calls have none, see {@link #rows()}. */
    public String gold() {
        return accepted.getFirst();
    }

    /** Whether a reply is right; a learn call is if each row is right and each fact has one. */
    public boolean accepts(String reply) {
        if (rows.isEmpty()) {
            return accepted.contains(reply.strip());
        }
        LearnReply call = LearnReply.parse(reply);
        boolean eachFact = rows.stream().allMatch(fact -> call.rows().stream().anyMatch(fact::contains));
        return call.valid() && eachFact && call.rows().stream().allMatch(this::acceptsRow);
    }

    /** Whether a row of a learn call is right for one of the told facts. */
    public boolean acceptsRow(ExamRow row) {
        return rows.stream().anyMatch(fact -> fact.contains(row));
    }
}
