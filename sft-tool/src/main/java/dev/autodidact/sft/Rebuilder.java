package dev.autodidact.sft;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

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
        List<Rebuild.Replayed> replayed = new ArrayList<>(atOnce(ticket, rebuild, runner, progress));
        String parent = rebuild.start();
        int count = rebuild.items().size();
        for (int i = 0; i < count; i++) {
            LedgerItem item = rebuild.items().get(i);
            if (i >= replayed.size()) {
                replayed.add(replay(
                        job(ticket, rebuild, item, held, parent, false),
                        List.of(),
                        ticket,
                        runner,
                        part(progress, i, count)));
            }
            Rebuild.Replayed next = replayed.get(i);
            if (next.state() == LedgerState.LEARNED && !new HeldRows(held).hold(item)) {
                held.add(next.replaced() == null ? item : item.replacing(next.replaced()));
            }
            if (next.version() != null) {
                parent = next.adapter();
            }
        }
        progress.report(LearningState.EXAMINING, 1, "publishing");
        return retractions.publish(ticket, rebuild, replayed, (System.nanoTime() - started) / 1e9);
    }

    /**
     * The items up to the last consolidation by one training; none where there is no such, or where it cannot hold them
     * and each has to be tried on the one before it.
     */
    private List<Rebuild.Replayed> atOnce(
            LearningTicket ticket, Rebuild rebuild, LearningJobRunner runner, LearningProgress progress)
            throws Exception {
        List<LedgerItem> held = new ArrayList<>(rebuild.held());
        int last = -1;
        int holding = 0;
        for (int i = 0; i < rebuild.items().size(); i++) {
            LedgerItem item = rebuild.items().get(i);
            if (item.state() == LedgerState.LEARNED && !new HeldRows(held).hold(item)) {
                held.add(item);
                if (runner.consolidates(held.size())) {
                    last = i;
                    holding = held.size();
                }
            }
        }
        if (holding - rebuild.held().size() < 2) {
            return List.of();
        }
        List<LedgerItem> before = held.subList(0, holding - 1);
        LedgerItem item = rebuild.items().get(last);
        LearningJob job = job(ticket, rebuild, item, before, rebuild.start(), true);
        List<UUID> beside = before.subList(rebuild.held().size(), before.size()).stream()
                .map(LedgerItem::id)
                .toList();
        Rebuild.Replayed whole = replay(
                job,
                beside,
                ticket,
                runner,
                part(progress, last, rebuild.items().size()));
        if (whole.version() == null) {
            return List.of();
        }
        List<Rebuild.Replayed> replayed = new ArrayList<>();
        for (LedgerItem other : rebuild.items().subList(0, last)) {
            boolean learned = other.state() == LedgerState.LEARNED;
            replayed.add(new Rebuild.Replayed(
                    other.id(),
                    learned ? LedgerState.LEARNED : LedgerState.REJECTED,
                    rebuild.start(),
                    learned ? whole.adapter() : null,
                    null,
                    List.of(),
                    null));
        }
        replayed.add(whole);
        return replayed;
    }

    private static LearningJob job(
            LearningTicket ticket,
            Rebuild rebuild,
            LedgerItem item,
            List<LedgerItem> held,
            String parent,
            boolean whole) {
        return new LearningJob(
                ticket.id(), ticket.agent(), item, List.copyOf(held), parent, rebuild.root(), whole, ticket.attempt());
    }

    private Rebuild.Replayed replay(
            LearningJob job,
            List<UUID> beside,
            LearningTicket ticket,
            LearningJobRunner runner,
            LearningProgress progress)
            throws Exception {
        progress.report(LearningState.TRAINING, 0, null);
        Optional<AdapterVersion> done = done(job);
        if (done.isPresent()) {
            return trained(job, done.get(), beside, null);
        }
        return switch (Verdict.on(job, runner, progress)) {
            case Verdict.Known known ->
                new Rebuild.Replayed(
                        job.item().id(), LedgerState.LEARNED, job.parent(), job.parent(), null, List.of(), null);
            case Verdict.Refused refused ->
                new Rebuild.Replayed(job.item().id(), LedgerState.REJECTED, job.parent(), null, null, List.of(), null);
            case Verdict.Trained trained -> {
                AdapterVersion version = version(job, trained.outcome());
                retractions.keep(ticket, version, beside);
                yield trained(job, version, beside, trained.replaced());
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

    private static Rebuild.Replayed trained(
            LearningJob job, AdapterVersion version, List<UUID> beside, List<Replaced> replaced) {
        return new Rebuild.Replayed(
                job.item().id(), LedgerState.LEARNED, job.parent(), version.version(), version, beside, replaced);
    }

    private static LearningProgress part(LearningProgress whole, int index, int count) {
        String where = "item " + (index + 1) + " of " + count;
        return (state, fraction, note) -> whole.report(
                state, (index + Math.clamp(fraction, 0, 1)) / count, note == null ? where : where + ": " + note);
    }
}
