package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A job that teaches an agent the rows of a file: some ledger items, each with its own training, gate, receipt and version.
 *
 * @param id its name for calls, {@code ftjob-…}
 * @param agent who learns
 * @param file the file's id
 * @param model the model's name as it was asked for
 * @param rows how many rows are taught
 * @param settingsJson what else the caller gave, as JSON; not read here
 * @param created when it was accepted
 * @param cancelled when it was cancelled, or null
 * @param pieces its items, in the order in which they are taught
 */
public record TuningJob(
        String id,
        AgentKey agent,
        String file,
        String model,
        int rows,
        String settingsJson,
        Instant created,
        Instant cancelled,
        List<Piece> pieces) {

    /**
     * One item.
     *
     * @param ticket its learning job
     * @param state the item as it stands now
     * @param adapter the version that its training made, null where there is none any more
     */
    public record Piece(LearningTicket ticket, LedgerState state, String adapter) {}

    /** Where a job stands. */
    public enum Status {
        QUEUED,
        RUNNING,
        /** Nothing goes on before an operator has approved some rows. */
        PAUSED,
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    /** Where it stands. */
    public Status status() {
        if (cancelled != null) {
            return Status.CANCELLED;
        }
        List<LearningState> states =
                pieces.stream().map(piece -> piece.ticket().state()).toList();
        if (states.stream().allMatch(LearningState.QUEUED::equals)) {
            return Status.QUEUED;
        }
        if (!states.stream().allMatch(LearningState::isFinal)) {
            return Status.RUNNING;
        }
        if (states.contains(LearningState.QUARANTINED)) {
            return Status.PAUSED;
        }
        return states.contains(LearningState.PUBLISHED) ? Status.SUCCEEDED : Status.FAILED;
    }

    /** Whether nothing will change any more. */
    public boolean ended() {
        return switch (status()) {
            case QUEUED, RUNNING, PAUSED -> false;
            case SUCCEEDED, FAILED, CANCELLED -> true;
        };
    }

    /** When it ended, null before. */
    public Instant finished() {
        return cancelled != null ? cancelled : ended() ? lastFinished().orElse(created) : null;
    }

    /** The version that holds all that was learned of it, where it has ended well and that version is still there. */
    public Optional<String> adapter() {
        return status() == Status.SUCCEEDED
                ? pieces.stream().map(Piece::adapter).filter(Objects::nonNull).reduce((one, other) -> other)
                : Optional.empty();
    }

    private Optional<Instant> lastFinished() {
        return pieces.stream()
                .map(piece -> piece.ticket().finished())
                .filter(Objects::nonNull)
                .max(Comparator.naturalOrder());
    }
}
