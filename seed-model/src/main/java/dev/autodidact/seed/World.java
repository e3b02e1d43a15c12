package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;

/** True facts, and the same question forms about invented things. */
final class World {

    /** Groups whose invented things are lower-case words; those of the others are names. */
    private static final Set<String> NAMED =
            Set.of("capital", "continent", "language", "currency", "city_country", "planet");

    /** A question form with {n} for an invented thing. */
    private record Unknown(String form, boolean named) {}

    private final List<WorldFact> facts = new ArrayList<>();
    private final List<Unknown> unknown = new ArrayList<>();

    private World() {}

    static World parse(List<Block> blocks) {
        World world = new World();
        for (Block block : blocks) {
            String group = block.one("group");
            block.all("unknown").forEach(form -> world.unknown.add(new Unknown(form, NAMED.contains(group))));
            for (String pair : block.all("pair")) {
                String[] parts = pair.split("\\|");
                String x = parts[0].strip();
                String y = parts.length == 3 ? parts[1].strip() : "";
                String value = parts[parts.length - 1].strip();
                world.facts.add(
                        new WorldFact(group, value, fill(block.all("ask"), x, y), fill(block.all("held"), x, y)));
            }
        }
        return world;
    }

    private static List<String> fill(List<String> forms, String x, String y) {
        return forms.stream()
                .map(form -> form.replace("{x}", x).replace("{y}", y))
                .toList();
    }

    List<WorldFact> facts() {
        return facts;
    }

    /** A question of a known form about something that does not exist. */
    String unknown(RandomGenerator random, Names names, Split split) {
        Unknown drawn = Pick.one(random, unknown);
        String name = drawn.named() ? names.name(random, split) : names.word(random, split);
        return drawn.form().replace("{n}", name);
    }
}
