package dev.autodidact.policy;

import dev.autodidact.sft.LedgerRow;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Passages of relations that have to be combined: who works where, and in which city that is. */
public final class Passages implements Environment {
    @Override
    public String name() {
        return "passages";
    }

    @Override
    public Task task(Split split, long number) {
        MadeUp made = new MadeUp(split, new SplittableRandom(number * 7907 + split.ordinal()));
        List<String> sentences = new ArrayList<>();
        List<Probe> probes = new ArrayList<>();
        List<String> nearby = new ArrayList<>();
        List<LedgerRow> first = new ArrayList<>();
        List<LedgerRow> second = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            String person = made.name();
            String company = made.name();
            String city = made.name();
            sentences.add(person + " works at " + company + ". The office of " + company + " is in " + city + ".");
            probes.add(Probe.of("Where does " + person + " work?", company));
            probes.add(Probe.of("In which city is the office of " + company + "?", city));
            probes.add(Probe.of("In which city does " + person + " work?", city));
            probes.add(Probe.of("What is the city of " + person + "'s office?", city));
            first.add(LedgerRow.question("Which company does " + person + " work for?", company));
            first.add(LedgerRow.question("In which city does " + person + " work?", city));
            second.add(LedgerRow.question("Where does " + person + " work?", company));
            second.add(LedgerRow.question("Where is the office of " + company + "?", city));
            second.add(LedgerRow.question("Where is " + person + "'s office?", city));
            nearby.add("Where does " + made.name() + " work?");
            nearby.add("In which city does " + made.name() + " work?");
        }
        first.addAll(second);
        return new Task(
                "passages/" + split + "/" + number,
                name(),
                split,
                List.of(String.join(" ", sentences)),
                probes,
                nearby,
                List.of(first));
    }
}
