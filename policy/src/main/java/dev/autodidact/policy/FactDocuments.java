package dev.autodidact.policy;

import dev.autodidact.sft.LedgerRow;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Documents of a few plain facts; the exam asks for each in several words. */
public final class FactDocuments implements Environment {
    private static final List<Relation> RELATIONS = Relation.all();
    private final int fewest;
    private final int most;

    /** Documents of two to four facts. */
    public FactDocuments() {
        this(2, 4);
    }

    FactDocuments(int fewest, int most) {
        this.fewest = fewest;
        this.most = most;
    }

    private record Fact(Relation relation, String name, String value) {}

    @Override
    public String name() {
        return "facts";
    }

    @Override
    public Task task(Split split, long number) {
        MadeUp made = new MadeUp(split, new SplittableRandom(number * 7919 + split.ordinal()));
        List<Relation> own =
                RELATIONS.stream().filter(r -> r.usual() == split.usual()).toList();
        int count = fewest + made.below(most - fewest + 1);
        String name = made.name();
        List<Fact> facts = new ArrayList<>();
        for (Relation relation : made.some(own, count)) {
            boolean same = made.below(2) == 0;
            facts.add(new Fact(relation, same ? name : made.name(), made.value(relation.value())));
        }
        List<String> sentences = new ArrayList<>();
        List<Probe> probes = new ArrayList<>();
        List<String> nearby = new ArrayList<>();
        for (Fact f : facts) {
            sentences.add(f.relation.statement(made.below(3), f.name, f.value));
            for (int form : made.some(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), 3)) {
                probes.add(Probe.of(f.relation.question(form, f.name), f.value));
            }
            probes.add(Probe.of(f.relation.heldQuestion(made.below(3), f.name), f.value));
            nearby.add(f.relation.question(made.below(12), made.name()));
            Relation other = made.one(own);
            boolean told = facts.stream().anyMatch(g -> g.relation.equals(other) && g.name.equals(f.name));
            nearby.add(told ? other.question(0, made.name()) : other.question(made.below(12), f.name));
        }
        return new Task(
                "facts/" + split + "/" + number,
                name(),
                split,
                List.of(String.join(" ", sentences)),
                probes,
                nearby,
                List.of(rule(facts)));
    }

    /** Different questions about each fact in turn. */
    private static List<LedgerRow> rule(List<Fact> facts) {
        List<LedgerRow> rows = new ArrayList<>();
        for (int form = 0; form < 12; form++) {
            for (Fact f : facts) {
                rows.add(LedgerRow.question(f.relation.question(form, f.name), f.value));
            }
        }
        return rows;
    }
}
