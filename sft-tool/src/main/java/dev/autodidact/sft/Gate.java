package dev.autodidact.sft;

import dev.autodidact.model.Adapter;
import java.util.Optional;
import java.util.function.Function;

/**
 * Accepts an update, shrinks it, or rejects it. Shrinking looks by bisection for the largest share of the way from parent
 * to update whose cost is within the limits (the idea of STABLE, arXiv 2510.16089).
 */
final class Gate {
    private static final int HALVINGS = 3;

    private final GateLimits limits;
    private final Words words;

    /** What is judged, and what whoever made it can do about a refusal. */
    private enum Words {
        LESSON(
                "the update",
                "the whole update",
                " of the questions are answered right after training; write clear question rows with short answers",
                ", and a smaller one does not answer the questions"),
        MERGE(
                "the merged version",
                "the merged version with all of the other one",
                " of the other version's questions are answered right by the merged one; give the other one more weight,"
                        + " try another method, or teach its items to this version",
                ", and with less of the other one it does not answer the other's questions; try another method, or merge"
                        + " the other way round");

        private final String subject;
        private final String whole;
        private final String tooFew;
        private final String tooDear;

        Words(String subject, String whole, String tooFew, String tooDear) {
            this.subject = subject;
            this.whole = whole;
            this.tooFew = tooFew;
            this.tooDear = tooDear;
        }
    }

    private Gate(GateLimits limits, Words words) {
        this.limits = limits;
        this.words = words;
    }

    /** The gate of what was trained. */
    Gate(GateLimits limits) {
        this(limits, Words.LESSON);
    }

    /** The gate of what was put together of two versions: the same limits, other advice. */
    static Gate ofMerges(GateLimits limits) {
        return new Gate(limits, Words.MERGE);
    }

    /**
     * What the gate said.
     *
     * @param adapter the update to publish; where rejected, the one that was looked at
     * @param result its exam
     * @param scale share of the way from parent to update, 1 = the whole
     * @param verdict {@code accepted}, {@code shrunk} or {@code rejected}
     * @param reason why, in words that a model or a person can act on
     */
    record Decision(Adapter adapter, Exam.Result result, double scale, String verdict, String reason) {
        boolean published() {
            return !verdict.equals("rejected");
        }
    }

    /** Whether an item has to show that it was learned. */
    boolean asks() {
        return limits.minAcquired() > 0;
    }

    /**
     * Judges.
     *
     * @param update the whole update
     * @param part gives the update scaled to a share of the way
     * @param examine asks an adapter
     */
    Decision decide(Adapter update, Function<Double, Adapter> part, Function<Adapter, Exam.Result> examine) {
        Exam.Result whole = examine.apply(update);
        if (!whole.finite()) {
            return new Decision(update, whole, 1, "rejected", words.subject + " has weights that are not finite");
        }
        Optional<String> tooFew = tooFew(whole);
        if (tooFew.isPresent()) {
            return new Decision(update, whole, 1, "rejected", tooFew.get());
        }
        Optional<String> cost = cost(whole);
        if (cost.isEmpty()) {
            return new Decision(update, whole, 1, "accepted", "acquired " + whole.acquired());
        }
        Decision best = null;
        double low = 0;
        double high = 1;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            Adapter some = part.apply(middle);
            Exam.Result result = examine.apply(some);
            if (cost(result).isPresent()) {
                high = middle;
            } else {
                low = middle;
                if (tooFew(result).isEmpty()) {
                    best = new Decision(
                            some, result, middle, "shrunk", words.whole + " " + cost.get() + "; scaled to " + middle);
                }
            }
        }
        return best != null
                ? best
                : new Decision(update, whole, 1, "rejected", words.subject + " " + cost.get() + words.tooDear);
    }

    /**
     * What speaks against an update that holds all items at once. It is judged by what it holds, not by what its parent
     * held, so that equal ledgers are judged alike.
     */
    Optional<String> objection(Exam.Result whole) {
        if (!whole.finite()) {
            return Optional.of(words.subject + " has weights that are not finite");
        }
        return tooFew(whole).or(() -> full(whole)).or(() -> cost(whole.held(), whole));
    }

    /** Whether the items do not fit. */
    Optional<String> full(Exam.Result whole) {
        return whole.held().damaged().share(0) > limits.maxDamaged()
                ? over("answers " + whole.held().damaged() + " questions of earlier items wrong", limits.maxDamaged())
                : Optional.empty();
    }

    /** Whether too many earlier answers that were right are lost. */
    boolean damages(Exam.Result r) {
        return r.finite() && r.kept().damaged().share(0) > limits.maxDamaged();
    }

    private Optional<String> tooFew(Exam.Result r) {
        return r.acquired().n() > 0 && r.acquired().share() < limits.minAcquired()
                ? Optional.of("only " + r.acquired() + words.tooFew)
                : Optional.empty();
    }

    /** What is over its limit, if anything is. */
    private Optional<String> cost(Exam.Result r) {
        return cost(r.kept(), r);
    }

    private Optional<String> cost(Receipt.Count kept, Exam.Result r) {
        if (kept.damaged().share(0) > limits.maxDamaged()) {
            return over("damages " + kept.damaged() + " earlier answers", limits.maxDamaged());
        }
        if (r.locality().damaged().share(0) > limits.maxLeaked()) {
            return over("changes " + r.locality().damaged() + " answers about others", limits.maxLeaked());
        }
        if (r.neutral().damaged().share(0) > limits.maxChanged()) {
            return over("changes " + r.neutral().damaged() + " answers of all kinds", limits.maxChanged());
        }
        if (r.divergence() > limits.maxDivergence()) {
            return over("moves the base by %.3f nats per token".formatted(r.divergence()), limits.maxDivergence());
        }
        return Optional.empty();
    }

    private static Optional<String> over(String what, double limit) {
        return Optional.of(what + " (at most " + limit + ")");
    }
}
