package dev.autodidact.sft;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.autodidact.memory.AgentKey;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.transaction.Transactional;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Taking items back: each method is one transaction. Rows are locked in the order jobs, items, agent, as
 * {@link LearningJobs} does.
 */
@ApplicationScoped
class Retractions {

    private final EntityManager entities;
    private final Agents agents;
    private final AdapterVersions versions;
    private final Ledger ledger;
    private final LearningJobs jobs;
    private final Intake intake;

    Retractions(
            EntityManager entities,
            Agents agents,
            AdapterVersions versions,
            Ledger ledger,
            LearningJobs jobs,
            Intake intake) {
        this.entities = entities;
        this.agents = agents;
        this.versions = versions;
        this.ledger = ledger;
        this.jobs = jobs;
        this.intake = intake;
    }

    /**
     * An item is being taken back.
     *
     * @param ticket the job that does it, at its end already where the weights never held the item
     * @param ended jobs that this has ended: the training of an item that was still queued
     */
    record Begun(LearningTicket ticket, List<LearningTicket> ended) {}

    /**
     * Begins to take an item back; the item of which this was said before keeps its job. An item that no weights hold is
     * wiped at once. One in training is taken back after it.
     *
     * @throws UnknownAgentException where there is no such agent
     * @throws UnknownItemException where the agent's ledger has no such item
     */
    @Transactional
    Begun begin(AgentKey key, UUID id) {
        String active = agents.require(key, LockModeType.NONE).activeAdapter;
        if (!known(key, id)) {
            throw new UnknownItemException("the ledger of agent '" + key.id() + "' has no item " + id);
        }
        List<LearningJobEntity> all = lockJobs(id);
        LedgerItemEntity item = entities.find(LedgerItemEntity.class, id, LockModeType.PESSIMISTIC_WRITE);
        if (item.state == LedgerState.RETRACTING || item.state == LedgerState.RETRACTED) {
            Optional<LearningJobEntity> last =
                    all.stream().filter(job -> job.kind == JobKind.REBUILD).reduce((one, other) -> other);
            if (last.isPresent()) {
                return new Begun(last.get().view(), List.of());
            }
        }
        refuseUnderUntrained(key, id, active);
        List<LearningTicket> ended = new ArrayList<>();
        boolean running = false;
        for (LearningJobEntity job : all) {
            if (job.state == LearningState.QUEUED || job.state == LearningState.QUARANTINED) {
                job.state = LearningState.REJECTED;
                job.reason = "the item was taken back before its training began";
                job.finished = Instant.now();
                ended.add(job.view());
            }
            running |= !job.state.isFinal();
        }
        LearningJobEntity job = job(item);
        if (running || inWeights(key, id)) {
            item.state = LedgerState.RETRACTING;
            job.state = LearningState.QUEUED;
        } else {
            wipe(item);
            job.state = LearningState.PUBLISHED;
            job.adapter = active;
            job.parent = active;
            job.reason = "it was never in the weights; nothing had to be trained again";
            job.finished = job.created;
        }
        entities.persist(job);
        return new Begun(job.view(), ended);
    }

    /** A merged or imported version cannot be trained again without an item that came before it. */
    private void refuseUnderUntrained(AgentKey key, UUID id, String active) {
        boolean held = false;
        for (VersionTree.Node node : versions.tree(key).chain(active)) {
            held |= node.tookIn(Set.of(id));
            if (held && node.item() == null) {
                throw new VersionConflictException("version " + node.version() + " was "
                        + (node.mergedFrom() == null ? "imported" : "merged")
                        + " after the item was learned and cannot be trained again without it; activate a version from"
                        + " before it, then take the item back");
            }
        }
    }

    /** What is to be done for all items that are being taken back. */
    @Transactional
    Rebuild plan(LearningTicket ticket) {
        AgentKey agent = ticket.agent();
        Set<UUID> removed = ledger.rows(agent).stream()
                .filter(item -> item.state == LedgerState.RETRACTING)
                .map(item -> item.id)
                .collect(Collectors.toSet());
        VersionTree tree = versions.tree(agent);
        List<VersionTree.Node> chain = tree.chain(ticket.parent());
        List<VersionTree.Node> kept =
                chain.stream().takeWhile(node -> !node.tookIn(removed)).toList();
        String start = kept.isEmpty() ? null : kept.getLast().version();
        List<LedgerItem> held = ledger.trainedInto(agent, start);
        if (kept.size() == chain.size()) {
            return new Rebuild(removed, start, tree.root(start), held, List.of());
        }
        for (VersionTree.Node node : chain.subList(kept.size(), chain.size())) {
            if (node.item() == null) {
                throw new IllegalStateException("version " + node.version()
                        + " was imported after the item was learned and cannot be trained again without it;"
                        + " activate a version from before the import first");
            }
        }
        long from = chain.get(kept.size()).items().stream()
                .mapToLong(item -> entities.find(LedgerItemEntity.class, item).step)
                .min()
                .orElseThrow();
        Set<UUID> before = held.stream().map(LedgerItem::id).collect(Collectors.toSet());
        List<LedgerItem> items = ledger.tried(agent, ticket.parent())
                .filter(item -> item.step > from && !removed.contains(item.id) && !before.contains(item.id))
                .map(LedgerItemEntity::view)
                .toList();
        return new Rebuild(removed, start, tree.root(start), held, items);
    }

    /** Keeps a version made on the way. */
    @Transactional
    void keep(LearningTicket ticket, AdapterVersion version, List<UUID> beside) {
        jobs.inHand(ticket);
        versions.add(version, beside);
    }

    /** The version that an earlier start of the same job has made from the same parent and item. */
    @Transactional
    Optional<AdapterVersion> kept(LearningJob job) {
        return versions.of(job.agent()).stream()
                .filter(version -> job.ticket().equals(version.job())
                        && job.item().id().equals(version.item())
                        && Objects.equals(job.parent(), version.parent())
                        && version.erased() == null)
                .findFirst();
    }

    /**
     * The one transaction of a rebuild: versions, items, tombstones, the agent's version and the job, all or nothing.
     *
     * @throws VersionConflictException where the agent's version or an item changed meanwhile; nothing is written
     */
    @Transactional
    LearningTicket publish(LearningTicket ticket, Rebuild rebuild, List<Rebuild.Replayed> replayed, double seconds) {
        AgentKey key = ticket.agent();
        List<LearningJobEntity> wiped = rebuild.removed().stream()
                .sorted()
                .flatMap(id -> lockJobs(id).stream())
                .toList();
        LearningJobEntity job = jobs.inHand(ticket);
        Map<UUID, LedgerItemEntity> items = lockItems(key);
        String active = agents.require(key, LockModeType.PESSIMISTIC_WRITE).activeAdapter;
        if (!Objects.equals(active, job.parent)) {
            throw new VersionConflictException(key, job.parent);
        }
        Set<String> gone = new HashSet<>(versions.tree(key).holding(rebuild.removed()));
        int erased = gone.size();
        String last = rebuild.start();
        long step = jobs.nextStep(key);
        for (Rebuild.Replayed next : replayed) {
            settle(items.get(next.item()), next, step++);
            if (next.version() != null) {
                last = next.adapter();
                if (gone.remove(last)) {
                    versions.replace(next.version(), next.beside());
                } else {
                    versions.add(next.version(), next.beside());
                }
            }
        }
        versions.erase(key, gone);
        wiped.stream().filter(old -> old.kind == JobKind.LEARN).forEach(old -> {
            old.receipt = null;
            old.reason = null;
        });
        rebuild.removed().forEach(id -> wipe(items.get(id)));
        job.adapter = last;
        job.receipt = receipt(rebuild, replayed, erased, seconds);
        job.reason = reason(replayed, items);
        job.state = LearningState.PUBLISHED;
        job.finished = Instant.now();
        entities.flush();
        if (!Objects.equals(last, active)) {
            agents.compareAndSet(key, active, last);
        }
        return job.view();
    }

    private static void settle(LedgerItemEntity item, Rebuild.Replayed next, long step) {
        if (item.state == LedgerState.RETRACTED) {
            throw new VersionConflictException("item " + item.ordinal + " was taken back while it was trained again");
        }
        if (item.state != LedgerState.RETRACTING) {
            item.state = next.state();
        }
        item.parent = next.parent();
        item.adapter = next.adapter();
        if (next.replaced() != null) {
            item.replaced = next.replaced();
        }
        item.step = step;
    }

    private static String reason(List<Rebuild.Replayed> replayed, Map<UUID, LedgerItemEntity> items) {
        List<Long> refused = replayed.stream()
                .filter(next -> next.state() == LedgerState.REJECTED)
                .map(next -> items.get(next.item()).ordinal)
                .toList();
        return refused.isEmpty() ? null : "not learned in the rebuild: items " + refused;
    }

    private static String receipt(Rebuild rebuild, List<Rebuild.Replayed> replayed, int erased, double seconds) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("verdict", "erased")
                .put("itemsTakenBack", rebuild.removed().size())
                .put("itemsTriedAgain", replayed.size())
                .put(
                        "itemsTrainedAgain",
                        replayed.stream().filter(next -> next.version() != null).count())
                .put("versionsErased", erased)
                .put("start", rebuild.start())
                .put("seconds", Math.round(seconds * 1000) / 1000.0)
                .toString();
    }

    private boolean known(AgentKey key, UUID item) {
        return entities.createQuery(
                                "select count(i) from LedgerItem i"
                                        + " where i.id = :item and i.tenant = :tenant and i.agent = :agent",
                                Long.class)
                        .setParameter("item", item)
                        .setParameter("tenant", key.tenant())
                        .setParameter("agent", key.id())
                        .getSingleResult()
                > 0;
    }

    private boolean inWeights(AgentKey key, UUID item) {
        return versions.tree(key).nodes().stream().anyMatch(node -> !node.erased() && node.tookIn(Set.of(item)));
    }

    private List<LearningJobEntity> lockJobs(UUID item) {
        return entities.createQuery("from LearningJob where item = :item order by created", LearningJobEntity.class)
                .setParameter("item", item)
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultList();
    }

    private Map<UUID, LedgerItemEntity> lockItems(AgentKey key) {
        return entities.createQuery(
                        "from LedgerItem where tenant = :tenant and agent = :agent order by ordinal",
                        LedgerItemEntity.class)
                .setParameter("tenant", key.tenant())
                .setParameter("agent", key.id())
                .setLockMode(LockModeType.PESSIMISTIC_WRITE)
                .getResultStream()
                .collect(Collectors.toMap(item -> item.id, Function.identity()));
    }

    private static LearningJobEntity job(LedgerItemEntity item) {
        LearningJobEntity job = new LearningJobEntity();
        job.id = UUID.randomUUID();
        job.tenant = item.tenant;
        job.agent = item.agent;
        job.item = item.id;
        job.kind = JobKind.REBUILD;
        job.created = Instant.now();
        return job;
    }

    /**
     * Leaves the skeleton: that there was an item, when, of what kind and by whose word. A file that it came from holds its
     * rows too, and goes.
     */
    private void wipe(LedgerItemEntity item) {
        entities.createNativeQuery("""
                        delete from row_file where id in (select j.file from tuning_job j
                        join tuning_item t on t.job = j.id where t.item = :item)""").setParameter("item", item.id).executeUpdate();
        intake.forget(item.id);
        item.state = LedgerState.RETRACTED;
        item.topic = null;
        item.source = null;
        item.rows = List.of();
        item.replaced = List.of();
        item.conversation = null;
        item.message = null;
        item.adapter = null;
        item.parent = null;
        item.step = null;
    }
}
