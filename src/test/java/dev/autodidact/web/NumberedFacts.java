package dev.autodidact.web;

import static dev.autodidact.web.Pupil.row;

import java.util.List;
import java.util.UUID;

/** Facts of one test by number: equal rows of two tests would make equal versions. */
final class NumberedFacts {
    private final String mark = UUID.randomUUID().toString();

    /** The question of a fact. */
    String q(int i) {
        return mark + " " + i;
    }

    /** Teaches a fact and waits; gives its item. */
    String learn(Pupil pupil, int i) {
        return pupil.learn(q(i), "a" + i);
    }

    /** Teaches a fact without waiting; gives its ticket. */
    String begin(Pupil pupil, String topic, int i) {
        return pupil.teach(topic, List.of(row(q(i), "a" + i)), 0)
                .statusCode(202)
                .extract()
                .path("ticket");
    }
}
