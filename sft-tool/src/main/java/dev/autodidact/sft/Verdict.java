package dev.autodidact.sft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What becomes of an item on a version. A new item and an item in a rebuild are judged by the same words, so that a rebuild
 * ends where a run that never saw the retracted item would have ended.
 */
sealed interface Verdict {

    /**
     * Nothing to train: the version holds each row.
     *
     * @param reason says so
     */
    record Known(String reason) implements Verdict {
        String receiptJson() {
            return receipt("duplicate", reason);
        }
    }

    /**
     * Not to be learned.
     *
     * @param outcome why
     */
    record Refused(LearningOutcome.Refused outcome) implements Verdict {}

    /**
     * A new version.
     *
     * @param outcome what was trained
     * @param note which earlier answers it replaces, or null
     */
    record Trained(LearningOutcome.Accepted outcome, String note) implements Verdict {}

    /**
     * Judges an item, by training it unless its rows settle the matter.
     *
     * @throws Exception what the runner throws
     */
    static Verdict on(LearningJob job, LearningJobRunner runner, LearningProgress progress) throws Exception {
        LedgerItem item = job.item();
        HeldRows held = new HeldRows(job.learned());
        if (held.hold(item)) {
            int rows = item.rows().size();
            return new Known("duplicate: "
                    + (rows == 1 ? "its row was learned before" : "all its " + rows + " rows were learned before")
                    + "; nothing was trained");
        }
        List<HeldRows.Contradiction> against = held.contradictedBy(item);
        for (HeldRows.Contradiction contradiction : against) {
            LedgerTrust earlier = contradiction.earlier().trust();
            if (earlier.outranks(item.trust())) {
                String reason = "item " + contradiction.earlier().ordinal() + ", vouched for by " + earlier.wire()
                        + ", answers \"" + contradiction.question() + "\" otherwise; the word of " + earlier.wire()
                        + " stands against that of " + item.trust().wire() + ". Have item "
                        + contradiction.earlier().ordinal() + " taken back first";
                return new Refused(new LearningOutcome.Refused(reason, receipt("rejected", reason)));
            }
        }
        return switch (runner.run(job, progress)) {
            case LearningOutcome.Refused refused -> new Refused(refused);
            case LearningOutcome.Accepted accepted -> trained(accepted, job.learned(), item, against);
        };
    }

    private static Trained trained(
            LearningOutcome.Accepted accepted,
            List<LedgerItem> learned,
            LedgerItem item,
            List<HeldRows.Contradiction> against) {
        if (against.isEmpty()) {
            return new Trained(accepted, null);
        }
        Set<UUID> before = HeldRows.superseded(learned);
        Set<UUID> after = HeldRows.superseded(
                Stream.concat(learned.stream(), Stream.of(item)).toList());
        Map<LedgerItem, Integer> replaced = new LinkedHashMap<>();
        against.forEach(c -> replaced.merge(c.earlier(), 1, Integer::sum));
        StringBuilder note = new StringBuilder();
        replaced.forEach((earlier, count) -> note.append(note.isEmpty() ? "" : "; ")
                .append("item ")
                .append(earlier.ordinal())
                .append(
                        after.contains(earlier.id()) && !before.contains(earlier.id())
                                ? " is superseded"
                                : ": " + count + " of " + earlier.rows().size()
                                        + (count == 1 ? " answers is replaced" : " answers are replaced")));
        return new Trained(
                new LearningOutcome.Accepted(
                        accepted.adapter(),
                        accepted.rank(),
                        accepted.alpha(),
                        accepted.baseHash(),
                        noted(accepted.receiptJson(), note.toString()),
                        accepted.curveJson()),
                note.toString());
    }

    private static String noted(String receiptJson, String note) {
        try {
            ObjectNode receipt = receiptJson == null
                    ? JsonNodeFactory.instance.objectNode()
                    : (ObjectNode) new ObjectMapper().readTree(receiptJson);
            return receipt.put("supersedes", note).toString();
        } catch (JsonProcessingException | ClassCastException e) {
            throw new IllegalStateException("the receipt is no JSON object: " + receiptJson, e);
        }
    }

    private static String receipt(String verdict, String reason) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("verdict", verdict)
                .put("reason", reason)
                .toString();
    }
}
