package dev.autodidact.seed;

import java.util.random.RandomGenerator;

/** Sentences that replace a value told before. */
final class Corrections {

    private static final String[] SHORT = {
        "no, it is {}",
        "sorry, it is {}",
        "actually it is {}",
        "I mean {}",
        "no, {}",
        "not {o}, {}",
        "no, not {o} but {}",
        "correction: {}",
        "it is {}, not {o}",
        "wait, it is {}"
    };

    private Corrections() {}

    /** @param latest whether the fact was the last one told, so that a short "no, it is …" points at it */
    static String tell(Fact old, Fact fresh, boolean latest, Talk talk, RandomGenerator random) {
        Style style = Style.draw(random);
        if (latest && Pick.chance(random, 0.5)) {
            String form = Pick.of(random, SHORT).replace("{o}", old.value());
            return Talk.wrap(form, fresh.value(), style, ".");
        }
        String tell = Pick.one(random, fresh.relation().tells());
        String text = Phrasing.fill(tell, fresh.relation(), fresh.entity(), fresh.value(), false);
        return Talk.wrap(Pick.one(random, talk.wrappers().correct()), text, style, ".");
    }
}
