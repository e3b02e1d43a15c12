package dev.autodidact.model;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Chooses tokens for a batch of requests until each has ended; sequences that ended leave the batch. */
final class DecodeLoop {
    private final List<GenerationRequest> requests;
    private final List<TokenListener> listeners;
    private final int contextLength;

    DecodeLoop(List<GenerationRequest> requests, List<TokenListener> listeners, int contextLength) {
        this.requests = requests;
        this.listeners = listeners;
        this.contextLength = contextLength;
    }

    /** One text in progress. */
    private static final class Stream {
        final GenerationRequest request;
        final TokenListener listener;
        final Sampler sampler;
        final int limit;
        int[] tokens = new int[32];
        double[] logProbabilities = new double[32];
        int chosen;
        int kept;
        Completion.Finish finish;

        Stream(GenerationRequest request, TokenListener listener, int contextLength) {
            this.request = request;
            this.listener = listener;
            this.sampler = new Sampler(request.sampling());
            this.limit = Math.min(request.maxTokens(), contextLength - request.prompt().length);
        }

        /** Takes the next token; afterwards {@link #finish} tells whether the text has ended. */
        int take(float[] logits, int from, int vocabulary) {
            int id = sampler.next(logits, from, vocabulary);
            if (chosen == logProbabilities.length) {
                tokens = java.util.Arrays.copyOf(tokens, 2 * chosen);
                logProbabilities = java.util.Arrays.copyOf(logProbabilities, 2 * chosen);
            }
            logProbabilities[chosen++] = Sampler.logProbability(logits, from, vocabulary, id);
            if (request.stopIds().contains(id)) {
                finish = Completion.Finish.STOP;
                return id;
            }
            tokens[kept++] = id;
            if (!listener.accept(id)) {
                finish = Completion.Finish.CANCELLED;
            } else if (kept >= limit) {
                finish = Completion.Finish.LENGTH;
            }
            return id;
        }

        int last() {
            return tokens[kept - 1];
        }

        Completion completion() {
            return new Completion(
                    java.util.Arrays.copyOf(tokens, kept), java.util.Arrays.copyOf(logProbabilities, chosen), finish);
        }
    }

    List<Completion> run(Decoding cache) {
        List<Stream> all = new ArrayList<>();
        for (int i = 0; i < requests.size(); i++) {
            all.add(new Stream(requests.get(i), listeners.get(i), contextLength));
        }
        List<Stream> live = new ArrayList<>(all);
        float[] logits =
                cache.prefill(requests.stream().map(GenerationRequest::prompt).toArray(int[][]::new));
        int vocabulary = cache.vocabulary();
        while (true) {
            int[] next = new int[live.size()];
            for (int b = 0; b < live.size(); b++) {
                next[b] = live.get(b).take(logits, b * vocabulary, vocabulary);
            }
            List<Stream> streams = live;
            int[] going = IntStream.range(0, live.size())
                    .filter(b -> streams.get(b).finish == null)
                    .toArray();
            if (going.length == 0) {
                return all.stream().map(Stream::completion).toList();
            }
            if (going.length < live.size()) {
                cache.keep(going);
                next = IntStream.of(going).map(b -> streams.get(b).last()).toArray();
                live = IntStream.of(going).mapToObj(streams::get).toList();
            }
            logits = cache.next(next);
        }
    }
}
