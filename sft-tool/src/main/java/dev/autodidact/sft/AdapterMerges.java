package dev.autodidact.sft;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.AdapterMerge;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Merges two versions of one agent into a third, judged like any update. What both have from their last common ancestor
 * counts once. The new version's parent is the first of the two; it holds the items of both.
 */
@ApplicationScoped
public class AdapterMerges {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final AdapterVersions versions;
    private final AdapterStore store;
    private final AdapterInspection inspection;
    private final Agents agents;
    private final Ledger ledger;
    private final MergeTrial trial;
    private final Semaphore one = new Semaphore(1);

    AdapterMerges(
            AdapterVersions versions,
            AdapterStore store,
            AdapterInspection inspection,
            Agents agents,
            Ledger ledger,
            MergeTrial trial) {
        this.versions = versions;
        this.store = store;
        this.inspection = inspection;
        this.agents = agents;
        this.ledger = ledger;
        this.trial = trial;
    }

    /**
     * What is to be merged.
     *
     * @param agent whose versions they are
     * @param parent the version that the merged one follows
     * @param other the version that is merged into it
     * @param method {@code linear}, {@code ties} or {@code dare}
     * @param weight of what the parent adds to the common ancestor
     * @param otherWeight of what the other adds
     * @param density share of the entries that ties and dare keep
     * @param seed of what dare drops
     */
    public record Order(
            AgentKey agent,
            String parent,
            String other,
            String method,
            double weight,
            double otherWeight,
            double density,
            long seed) {}

    /**
     * What came of it.
     *
     * @param verdict {@code accepted}, {@code shrunk} or {@code rejected}
     * @param version the new version, null where it was rejected
     * @param active whether the agent answers with it: only where it answered with the parent
     * @param receiptJson the receipt
     */
    public record Result(String verdict, String version, boolean active, String receiptJson) {}

    /**
     * Merges, asks, and publishes what passes. Takes as long as an exam.
     *
     * @throws InvalidTeachingException outside the bounds
     * @throws UnknownVersionException where the agent has no such version
     * @throws ErasedVersionException where it had it once
     * @throws QuotaExceededException while another merge runs
     * @throws VersionConflictException where the agent's version changed meanwhile; nothing is published
     */
    public Result merge(Order order) throws IOException, InterruptedException {
        AdapterMerge.Method method = method(order.method());
        plan(order, method, 1);
        String active = agents.get(order.agent()).activeAdapter();
        versions.requireUsable(order.agent(), order.parent());
        versions.requireUsable(order.agent(), order.other());
        List<LedgerItem> held = ledger.learnedBy(order.agent(), order.parent());
        Set<UUID> had = held.stream().map(LedgerItem::id).collect(Collectors.toSet());
        List<TaughtItem> added = ledger.learnedBy(order.agent(), order.other()).stream()
                .filter(item -> !had.contains(item.id()))
                .map(TaughtItem::of)
                .toList();
        if (order.parent().equals(order.other()) || added.isEmpty()) {
            throw new InvalidTeachingException(
                    "versions",
                    "version " + order.other() + " holds no taught item that " + order.parent()
                            + " does not hold; there is nothing that a merge could be asked");
        }
        if (!one.tryAcquire()) {
            throw new QuotaExceededException(
                    "merge_running", "one merge runs at a time", java.time.Duration.ofSeconds(5));
        }
        try {
            return judged(
                    order, method, active, held.stream().map(TaughtItem::of).toList(), added);
        } finally {
            one.release();
        }
    }

    private Result judged(
            Order order, AdapterMerge.Method method, String active, List<TaughtItem> held, List<TaughtItem> added)
            throws IOException, InterruptedException {
        Adapter parent = load(order.parent());
        Adapter other = load(order.other());
        String root = versions.tree(order.agent()).commonAncestor(order.parent(), order.other());
        Adapter ancestor = root == null ? null : load(root);
        LearningOutcome outcome = onOwnThread(() -> trial.judge(new MergeTrial.Candidate(
                parent,
                held,
                added,
                share -> AdapterMerge.merge(
                                inspection.model(), ancestor, List.of(parent, other), plan(order, method, share))
                        .adapter())));
        return switch (outcome) {
            case LearningOutcome.Refused refused ->
                new Result("rejected", null, false, told(refused.receiptJson(), order, root));
            case LearningOutcome.Accepted accepted -> publish(order, accepted, root, active);
        };
    }

    private Result publish(Order order, LearningOutcome.Accepted accepted, String root, String active)
            throws IOException {
        try {
            inspection.check(accepted);
        } catch (UnfitAdapterException e) {
            throw new IllegalStateException("the merge made what is no adapter: " + e.getMessage(), e);
        }
        String receipt = told(accepted.receiptJson(), order, root);
        boolean follows = order.parent().equals(active);
        AdapterVersion version = versions.register(
                new AdapterVersion(
                        order.agent(),
                        store.put(accepted.adapter()),
                        order.parent(),
                        null,
                        accepted.baseHash(),
                        accepted.rank(),
                        accepted.alpha(),
                        accepted.adapter().length,
                        receipt,
                        null,
                        Instant.now(),
                        null,
                        null,
                        null,
                        order.other()),
                follows);
        return new Result(verdict(receipt), version.version(), follows, receipt);
    }

    private static AdapterMerge.Method method(String name) {
        try {
            return AdapterMerge.Method.valueOf(String.valueOf(name).toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new InvalidTeachingException("method", "method is '" + name + "'; it must be linear, ties or dare");
        }
    }

    private static AdapterMerge.Plan plan(Order order, AdapterMerge.Method method, double share) {
        try {
            return new AdapterMerge.Plan(
                    method, new double[] {order.weight(), share * order.otherWeight()}, order.density(), order.seed());
        } catch (IllegalArgumentException e) {
            throw new InvalidTeachingException("weights", e.getMessage());
        }
    }

    private Adapter load(String version) throws IOException {
        return inspection.parse(version, store.load(version));
    }

    /** The engine wants a platform thread. */
    private static LearningOutcome onOwnThread(java.util.function.Supplier<LearningOutcome> work)
            throws InterruptedException {
        CompletableFuture<LearningOutcome> end = new CompletableFuture<>();
        Thread.ofPlatform().name("merge").daemon().start(() -> {
            try {
                end.complete(work.get());
            } catch (Throwable e) {
                end.completeExceptionally(e);
            }
        });
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }

    private static String told(String receiptJson, Order order, String root) {
        try {
            ObjectNode receipt = (ObjectNode) JSON.readTree(Objects.requireNonNullElse(receiptJson, "{}"));
            receipt.putObject("merge")
                    .put("method", order.method().toLowerCase(Locale.ROOT))
                    .put("other", order.other())
                    .put("ancestor", root)
                    .put("weight", order.weight())
                    .put("otherWeight", order.otherWeight())
                    .put("density", order.density())
                    .put("seed", order.seed());
            return receipt.toString();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the receipt of a merge is no JSON object: " + receiptJson, e);
        }
    }

    private static String verdict(String receipt) {
        try {
            return JSON.readTree(receipt).path("verdict").asText("accepted");
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the receipt of a merge is no JSON object: " + receipt, e);
        }
    }
}
