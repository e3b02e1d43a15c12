package dev.autodidact.sft;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Works off the retraction of an item: trains what came after it again, each item on the version before it, and publishes
 * the last version. Versions made on the way are kept at once, so that a rebuild that was cut off goes on where it was.
 */
@ApplicationScoped
class Rebuilder {

    private final Retractions retractions;
    private final AdapterStore store;

    Rebuilder(Retractions retractions, AdapterStore store) {
        this.retractions = retractions;
        this.store = store;
    }

    /**
     * Does the whole job.
     *
     * @return its end
     * @throws VersionConflictException where the agent's version or the ledger changed meanwhile; nothing is published
     * @throws Exception what the runner throws; nothing is published
     */
    LearningTicket run(LearningTicket ticket, LearningJobRunner runner, LearningProgress progress) throws Exception {
        long started = System.nanoTime();
        Rebuild rebuild = retractions.plan(ticket);
        List<LedgerItem> held = new ArrayList<>(rebuild.held());
        List<Rebuild.Replayed> replayed = new ArrayList<>();
        String parent = rebuild.start();
        int count = rebuild.items().size();
        for (int i = 0; i < count; i++) {
            LedgerItem item = rebuild.items().get(i);
            LearningJob job =
                    new LearningJob(ticket.id(), ticket.agent(), item, List.copyOf(held), parent, ticket.attempt());
            Rebuild.Replayed next = replay(job, ticket, runner, part(progress, i, count));
            replayed.add(next);
            if (next.version() != null) {
                held.add(item);
                parent = next.adapter();
            }
        }
        progress.report(LearningState.EXAMINING, 1, "publishing");
        return retractions.publish(ticket, rebuild, replayed, (System.nanoTime() - started) / 1e9);
    }

    private Rebuild.Replayed replay(
            LearningJob job, LearningTicket ticket, LearningJobRunner runner, LearningProgress progress)
            throws Exception {
        progress.report(LearningState.TRAINING, 0, null);
        Optional<AdapterVersion> done = done(job);
        if (done.isPresent()) {
            return trained(job, done.get());
        }
        return switch (Verdict.on(job, runner, progress)) {
            case Verdict.Known known ->
                new Rebuild.Replayed(job.item().id(), LedgerState.LEARNED, job.parent(), job.parent(), null);
            case Verdict.Refused refused ->
                new Rebuild.Replayed(job.item().id(), LedgerState.REJECTED, job.parent(), null, null);
            case Verdict.Trained trained -> {
                AdapterVersion version = version(job, trained.outcome());
                retractions.keep(ticket, version);
                yield trained(job, version);
            }
        };
    }

    /** What an earlier start of this job has made of the item. */
    private Optional<AdapterVersion> done(LearningJob job) throws IOException {
        Optional<AdapterVersion> kept = retractions.kept(job);
        if (kept.isPresent()) {
            try {
                store.load(kept.get().version());
            } catch (CorruptAdapterException e) {
                return Optional.empty();
            }
        }
        return kept;
    }

    private AdapterVersion version(LearningJob job, LearningOutcome.Accepted outcome) throws IOException {
        return new AdapterVersion(
                job.agent(),
                store.put(outcome.adapter()),
                job.parent(),
                job.ticket(),
                outcome.baseHash(),
                outcome.rank(),
                outcome.alpha(),
                outcome.adapter().length,
                outcome.receiptJson(),
                outcome.curveJson(),
                Instant.now(),
                job.item().id(),
                null);
    }

    private static Rebuild.Replayed trained(LearningJob job, AdapterVersion version) {
        return new Rebuild.Replayed(job.item().id(), LedgerState.LEARNED, job.parent(), version.version(), version);
    }

    private static LearningProgress part(LearningProgress whole, int index, int count) {
        String where = "item " + (index + 1) + " of " + count;
        return (state, fraction, note) -> whole.report(
                state, (index + Math.clamp(fraction, 0, 1)) / count, note == null ? where : where + ": " + note);
    }
}
