package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Texts that share a batch, tables and cached prompts get what they get alone on an empty machine. */
class BatchSchedulerTest {

    private static final long MIB = 1 << 20;

    private static BatchLimits limits(int rows, long prefixBytes) {
        return new BatchLimits(rows, 2000, 4, 256 * MIB, prefixBytes);
    }

    private record Text(List<Integer> tokens, Completion.Finish finish, int cached) {}

    private static Text read(BatchStream stream) {
        List<Integer> tokens = new ArrayList<>();
        try {
            while (true) {
                switch (stream.poll(60_000)) {
                    case BatchEvent.Token token -> tokens.add(token.id());
                    case BatchEvent.End end -> {
                        return new Text(tokens, end.finish(), end.cachedTokens());
                    }
                    case BatchEvent.Failed failed -> throw failed.cause();
                    case null -> throw new AssertionError("no event within a minute");
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static BatchRequest request(String tenant, int[] prompt, Adapter adapter, Sampling sampling, int tokens) {
        return new BatchRequest(tenant, new GenerationRequest(prompt, adapter, sampling, tokens, Set.of(9)), 0, null);
    }

    /** Prompts that share beginnings of 20, 64 and 100 tokens. */
    private static int[] prompt(Random random) {
        int[] common = Tiny.prompt(random.nextInt(2), new int[] {20, 64, 100}[random.nextInt(3)]);
        int[] own = Tiny.prompt(10 + random.nextInt(4), 1 + random.nextInt(20));
        int[] all = Arrays.copyOf(common, common.length + own.length);
        System.arraycopy(own, 0, all, common.length, own.length);
        return all;
    }

    private static List<BatchRequest> requests(int count, long seed) {
        Random random = new Random(seed);
        List<BatchRequest> requests = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int who = random.nextInt(9);
            requests.add(request(
                    "t" + random.nextInt(2),
                    prompt(random),
                    who == 8 ? null : Tiny.adapter(200 + who),
                    random.nextInt(4) > 0 ? Sampling.greedy() : new Sampling(0.9, 0.9, random.nextInt(3)),
                    4 + random.nextInt(12)));
        }
        return requests;
    }

    private static void noTextDiffersFromItsColdRun(Precision precision, int count) {
        noTextDiffersFromItsColdRun(precision, requests(count, 5), limits(16, 2 * MIB), limits(16, 0));
    }

    private static void noTextDiffersFromItsColdRun(
            Precision precision, List<BatchRequest> requests, BatchLimits together, BatchLimits apart) {
        List<Text> warm;
        try (BatchScheduler scheduler = Tiny.MODEL.scheduler(precision, together)) {
            warm = requests.stream().map(scheduler::submit).toList().stream()
                    .map(BatchSchedulerTest::read)
                    .toList();
            assertThat(scheduler.status().cachedTokens()).isPositive();
        }
        Map<List<Object>, Text> cold = new HashMap<>();
        int differing = 0;
        try (BatchScheduler scheduler = Tiny.MODEL.scheduler(precision, apart)) {
            for (int i = 0; i < requests.size(); i++) {
                GenerationRequest g = requests.get(i).generation();
                List<Object> key = List.of(
                        Arrays.toString(g.prompt()),
                        g.adapter() == null ? "" : g.adapter().version(),
                        g.sampling(),
                        g.maxTokens());
                BatchRequest request = requests.get(i);
                Text alone = cold.computeIfAbsent(key, k -> read(scheduler.submit(request)));
                assertThat(alone.cached()).isZero();
                if (!alone.tokens().equals(warm.get(i).tokens())) {
                    differing++;
                }
            }
        }
        assertThat(differing).as("texts that differ from their cold run").isZero();
    }

    @Test
    void aThousandTextsOverEightAdaptersAndTheBaseAreThoseOfColdRuns() {
        noTextDiffersFromItsColdRun(Precision.F32, 1000);
    }

    @Test
    void textsInBfloat16AreThoseOfColdRunsToo() {
        noTextDiffersFromItsColdRun(Precision.BF16, 200);
    }

    /** Slots change hands all the time, now and then for an adapter of a rank that widens what a step reads. */
    @Test
    void textsOfManyMoreAdaptersThanSlotsAreThoseOfColdRuns() {
        Random random = new Random(6);
        List<Adapter> adapters = new ArrayList<>();
        for (int k = 0; k < 40; k++) {
            LoraConfig lora = new LoraConfig(k % 13 == 12 ? 16 : k % 2 == 0 ? 8 : 4, 16);
            float[] values = Adapter.initial(Tiny.MODEL.config(), lora, k).values();
            for (int i = 0; i < values.length; i++) {
                values[i] = (float) (0.1 * random.nextGaussian());
            }
            adapters.add(Adapter.of(Tiny.MODEL.config(), lora, values));
        }
        List<BatchRequest> requests = new ArrayList<>();
        for (int i = 0; i < 240; i++) {
            Adapter adapter = random.nextInt(9) == 0 ? null : adapters.get(random.nextInt(adapters.size()));
            requests.add(request("t", prompt(random), adapter, Sampling.greedy(), 4 + random.nextInt(12)));
        }
        for (Precision precision : List.of(Precision.F32, Precision.BF16)) {
            noTextDiffersFromItsColdRun(
                    precision,
                    requests,
                    new BatchLimits(12, 2000, 16, 256 * MIB, 2 * MIB),
                    new BatchLimits(12, 2000, 16, 256 * MIB, 0));
        }
    }

    @Test
    void greedyTextsAreThoseOfTheSingleStreamLoop() {
        try (BatchScheduler scheduler = Tiny.MODEL.scheduler(Precision.F32, limits(8, MIB))) {
            for (BatchRequest request : requests(24, 8)) {
                GenerationRequest g = request.generation();
                Completion loop = Tiny.MODEL.generate(g, Precision.F32, token -> true);
                Text text = read(scheduler.submit(request));
                assertThat(text.tokens().stream().mapToInt(Integer::intValue).toArray())
                        .isEqualTo(loop.tokens());
                assertThat(text.finish()).isEqualTo(loop.finish());
            }
        }
    }

    @Test
    void aPromptIsCachedForItsTenantAndItsAdapterOnly() {
        int[] prompt = Tiny.prompt(3, 80);
        Adapter one = Tiny.adapter(300);
        try (BatchScheduler scheduler = Tiny.MODEL.scheduler(Precision.F32, limits(4, MIB))) {
            assertThat(read(scheduler.submit(request("a", prompt, one, Sampling.greedy(), 3)))
                            .cached())
                    .isZero();
            assertThat(read(scheduler.submit(request("a", prompt, one, Sampling.greedy(), 3)))
                            .cached())
                    .isEqualTo(64);
            assertThat(read(scheduler.submit(request("b", prompt, one, Sampling.greedy(), 3)))
                            .cached())
                    .isZero();
            assertThat(read(scheduler.submit(request("a", prompt, null, Sampling.greedy(), 3)))
                            .cached())
                    .isZero();
            assertThat(read(scheduler.submit(request("a", prompt, Tiny.adapter(301), Sampling.greedy(), 3)))
                            .cached())
                    .isZero();
            scheduler.forget(Set.of(one.version()));
            assertThat(read(scheduler.submit(request("a", prompt, one, Sampling.greedy(), 3)))
                            .cached())
                    .isZero();
        }
    }

    @Test
    void moreAdaptersThanSlotsTakeTurns() {
        try (BatchScheduler scheduler = Tiny.MODEL.scheduler(Precision.F32, limits(2, MIB))) {
            List<BatchRequest> requests = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                requests.add(request("a", Tiny.prompt(i, 5), Tiny.adapter(400 + i), Sampling.greedy(), 6));
            }
            List<BatchStream> streams = requests.stream().map(scheduler::submit).toList();
            streams.forEach(stream -> assertThat(read(stream).tokens()).isNotNull());
            assertThat(scheduler.status().slotLoads()).isEqualTo(20);
        }
    }

    @Test
    void anAdapterOfALargerRankMakesTheTablesAnew() {
        Adapter eight = Adapter.initial(Tiny.MODEL.config(), new LoraConfig(8, 8), 1);
        try (BatchScheduler scheduler = Tiny.MODEL.scheduler(Precision.F32, limits(4, MIB))) {
            BatchStream small =
                    scheduler.submit(request("a", Tiny.prompt(1, 9), Tiny.adapter(1), Sampling.greedy(), 20));
            BatchStream large = scheduler.submit(request("a", Tiny.prompt(1, 9), eight, Sampling.greedy(), 20));
            BatchStream base = scheduler.submit(request("a", Tiny.prompt(1, 9), null, Sampling.greedy(), 20));
            read(small);
            // B of a fresh adapter is zero: it answers like the base
            assertThat(read(large).tokens()).isEqualTo(read(base).tokens());
        }
    }

    @Test
    void aFullQueueRefusesAndACancelledTextEnds() {
        try (BatchScheduler scheduler = Tiny.MODEL.scheduler(Precision.F32, new BatchLimits(1, 2, 4, 256 * MIB, 0))) {
            List<BatchStream> streams = new ArrayList<>();
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 5; i++) {
                            streams.add(scheduler.submit(new BatchRequest(
                                    "a",
                                    new GenerationRequest(Tiny.prompt(i, 40), null, Sampling.greedy(), 4000, Set.of()),
                                    0,
                                    null)));
                        }
                    })
                    .isInstanceOf(BatchFullException.class)
                    .hasMessageContaining("wait for the model");
            streams.forEach(BatchStream::cancel);
            streams.forEach(stream ->
                    assertThat(read(stream).finish()).isIn(Completion.Finish.CANCELLED, Completion.Finish.LENGTH));
        }
    }

    @Test
    void alternativesAndConstraintsHoldInABatch() throws InterruptedException {
        BitSet few = new BitSet();
        few.set(40, 44);
        TokenConstraint constraint = new TokenConstraint() {
            @Override
            public BitSet allowed() {
                return few;
            }

            @Override
            public void accept(int token) {
                few.clear(token);
            }
        };
        try (BatchScheduler scheduler = Tiny.MODEL.scheduler(Precision.F32, limits(4, MIB))) {
            BatchStream other = scheduler.submit(request("a", Tiny.prompt(1, 30), null, Sampling.greedy(), 10));
            BatchStream stream = scheduler.submit(new BatchRequest(
                    "a",
                    new GenerationRequest(Tiny.prompt(2, 30), Tiny.adapter(5), Sampling.greedy(), 10, Set.of(9)),
                    3,
                    constraint));
            List<Integer> chosen = new ArrayList<>();
            while (stream.poll(60_000) instanceof BatchEvent.Token token) {
                chosen.add(token.id());
                assertThat(token.topIds()).hasSize(3);
                assertThat(token.topLogProbabilities()).isSortedAccordingTo((a, b) -> Double.compare(b, a));
                assertThat(token.logProbability()).isLessThanOrEqualTo(token.topLogProbabilities()[0]);
            }
            assertThat(chosen).containsExactlyInAnyOrder(40, 41, 42, 43);
            read(other);
        }
    }

    @Test
    void closingEndsWhatIsUnderWay() {
        BatchStream stream;
        try (BatchScheduler scheduler = Tiny.MODEL.scheduler(Precision.F32, limits(4, MIB))) {
            stream = scheduler.submit(new BatchRequest(
                    "a",
                    new GenerationRequest(Tiny.prompt(2, 30), null, Sampling.greedy(), 100_000, Set.of()),
                    0,
                    null));
        }
        assertThat(read(stream).finish()).isIn(Completion.Finish.CANCELLED, Completion.Finish.LENGTH);
    }
}
