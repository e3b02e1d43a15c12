package dev.autodidact.policy;

import dev.autodidact.sft.LedgerRow;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * A shop walked through shelf by shelf. Each turn shows one shelf, and the writer may call {@code learn}; customers come when
 * the last shelf has been seen, so that the reward of all turns is known only at the end.
 */
public final class Shop implements Environment {
    private static final int SHELVES = 2;

    @Override
    public String name() {
        return "shop";
    }

    @Override
    public Task task(Split split, long number) {
        MadeUp made = new MadeUp(split, new SplittableRandom(number * 7879 + split.ordinal()));
        List<String> shelves = new ArrayList<>();
        List<Probe> probes = new ArrayList<>();
        List<List<LedgerRow>> rules = new ArrayList<>();
        List<String> nearby = new ArrayList<>();
        for (int shelf = 0; shelf < SHELVES; shelf++) {
            String product = "product " + made.name();
            String price = made.digits(2) + " euros";
            String color = made.value("color");
            shelves.add(capital(product) + " costs " + price + ". " + capital(product) + " is " + color + ".");
            probes.add(Probe.of("What is the price of " + product + "?", price));
            probes.add(Probe.of("How much does " + product + " cost?", price));
            probes.add(Probe.of("How much is " + product + "?", price));
            probes.add(Probe.of("What color is " + product + "?", color));
            rules.add(List.of(
                    LedgerRow.question("What does " + product + " cost?", price),
                    LedgerRow.question("What is the price of " + product + "?", price),
                    LedgerRow.question("Which color does " + product + " have?", color),
                    LedgerRow.question("What color is " + product + "?", color)));
            nearby.add("How much does product " + made.name() + " cost?");
            nearby.add("What color is product " + made.name() + "?");
        }
        return new Task("shop/" + split + "/" + number, name(), split, shelves, probes, nearby, rules);
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
