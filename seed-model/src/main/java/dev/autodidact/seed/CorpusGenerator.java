package dev.autodidact.seed;

import java.util.EnumMap;
import java.util.Map;
import java.util.random.RandomGenerator;

/**
 * Draws training conversations. Stateless apart from caches: the same random state and progress give the same document,
 * and threads may share it with a random generator each.
 */
public final class CorpusGenerator {

    private static final DocumentKind[] KINDS = DocumentKind.values();

    /**
     * Share of the learn calls whose rows are a few questions for each fact: most of the time, and at the end. The others
     * vary, so that an outer loop finds something to choose from.
     */
    private static final double USUAL = 0.75;

    private static final double USUAL_AT_THE_END = 0.9;

    private final CorpusMix mix;
    private final Map<DocumentKind, DocumentWriter> writers = new EnumMap<>(DocumentKind.class);

    public CorpusGenerator(CorpusData data, CorpusMix mix) {
        this(data, mix, USUAL);
    }

    private CorpusGenerator(CorpusData data, CorpusMix mix, double usual) {
        this.mix = mix;
        FactPicker picker = new FactPicker(data, Split.TRAIN);
        Talk talk = new Talk(data);
        writers.put(DocumentKind.CONTEXT_ONE, new ContextWriter(data, picker, talk, 1, 1));
        writers.put(DocumentKind.CONTEXT_FEW, new ContextWriter(data, picker, talk, 2, 3));
        writers.put(DocumentKind.CONTEXT_MANY, new ContextWriter(data, picker, talk, 4, 8));
        writers.put(DocumentKind.CLOSED_BOOK, new ClosedBookWriter(data, picker, talk));
        writers.put(DocumentKind.WORLD, new WorldWriter(data, picker, talk));
        writers.put(DocumentKind.LEARN, new LearnWriter(data, picker, talk, 0.6, usual));
        writers.put(DocumentKind.SUMS, new SumsWriter(data));
        writers.put(DocumentKind.COPY, new CopyWriter(data, picker));
        writers.put(DocumentKind.SMALL_TALK, new SmallTalkWriter(data));
        writers.put(DocumentKind.PARAPHRASE, new ParaphraseWriter(data, picker));
        writers.put(DocumentKind.RECALL, new RecallWriter(data, picker, talk));
    }

    /** The documents of the end of the training: more learn calls, and more of them in the usual form. */
    static CorpusGenerator finishing(CorpusData data) {
        return new CorpusGenerator(data, CorpusMix.finishing(), USUAL_AT_THE_END);
    }

    /** @param progress how much of the training is done, 0 to 1; it moves the curriculum */
    public Document next(RandomGenerator random, double progress) {
        return next(KINDS[Pick.weighted(random, mix.at(progress))], random);
    }

    /** A document of one kind. */
    public Document next(DocumentKind kind, RandomGenerator random) {
        return writers.get(kind).write(random);
    }
}
