package dev.autodidact.seed;

import java.util.random.RandomGenerator;

/** Writes documents of one kind. */
interface DocumentWriter {

    Document write(RandomGenerator random);
}
