package dev.autodidact.sft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
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
     * @param replaced rows of earlier items that it answers otherwise in other words
     */
    record Trained(LearningOutcome.Accepted outcome, String note, List<Replaced> replaced) implements Verdict {}

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
        progress.report(LearningState.TRAINING, 0, "looking for what it replaces");
        item = item.replacing(Replaced.of(job.learned(), runner.replaced(job)));
        Map<LedgerItem, Set<Integer>> against = HeldRows.replacedBy(item, job.learned());
        for (LedgerItem earlier : against.keySet()) {
            if (earlier.trust().outranks(item.trust())) {
                LedgerRow row =
                        earlier.rows().get(against.get(earlier).iterator().next());
                String word = earlier.trust().wire();
                String reason = "item " + earlier.ordinal() + ", vouched for by " + word
                        + (row.text() == null
                                ? ", answers \"" + row.q() + "\" otherwise"
                                : ", says \"" + row.text() + "\"")
                        + "; the word of " + word + " stands against that of "
                        + item.trust().wire() + ". Have item " + earlier.ordinal() + " taken back first";
                return new Refused(new LearningOutcome.Refused(reason, receipt("rejected", reason)));
            }
        }
        LearningJob looked = job.of(item);
        return switch (runner.run(looked, progress)) {
            case LearningOutcome.Refused refused -> new Refused(refused);
            case LearningOutcome.Accepted accepted -> trained(accepted, looked, against);
        };
    }

    private static Trained trained(
            LearningOutcome.Accepted accepted, LearningJob job, Map<LedgerItem, Set<Integer>> against) {
        List<Replaced> found = job.item().replaced();
        if (against.isEmpty()) {
            return new Trained(accepted, null, found);
        }
        Set<UUID> superseded = HeldRows.superseded(
                Stream.concat(job.learned().stream(), Stream.of(job.item())).toList());
        StringBuilder note = new StringBuilder();
        against.forEach((earlier, rows) -> note.append(note.isEmpty() ? "" : "; ")
                .append("item ")
                .append(earlier.ordinal())
                .append(
                        superseded.contains(earlier.id())
                                ? " is superseded"
                                : ": " + rows.size() + " of " + earlier.rows().size()
                                        + (rows.size() == 1 ? " answers is replaced" : " answers are replaced")));
        return new Trained(
                new LearningOutcome.Accepted(
                        accepted.adapter(),
                        accepted.rank(),
                        accepted.alpha(),
                        accepted.baseHash(),
                        noted(accepted.receiptJson(), note.toString()),
                        accepted.curveJson()),
                note.toString(),
                found);
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

    /** A receipt of what was not trained. */
    static String receipt(String verdict, String reason) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("verdict", verdict)
                .put("reason", reason)
                .toString();
    }
}
