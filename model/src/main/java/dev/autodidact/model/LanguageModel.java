package dev.autodidact.model;

import ai.djl.pytorch.engine.PtNDManager;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * A base model in memory. It holds no adapter: each call names the one to use. Thread-safe; trainings, scoring and
 * generation may run at once.
 */
public final class LanguageModel implements AutoCloseable {
    /** Largest model whose adapters are merged into a private copy for a single stream, parameters. */
    private static final long MERGE_LIMIT = 20_000_000;

    private final String id;
    private final String hash;
    private final Path folder;
    private final ModelConfig config;
    private final TextTokenizer tokenizer;
    private final ChatTemplate template;
    private final Torch torch;
    private final Placement placement;
    private final WeightStore weights;
    private final TeacherForcing forcing;

    LanguageModel(
            String id,
            String hash,
            Path folder,
            ModelConfig config,
            TextTokenizer tokenizer,
            ChatTemplate template,
            Torch torch,
            Placement placement,
            TensorSource source) {
        this.id = id;
        this.hash = hash;
        this.folder = folder;
        this.config = config;
        this.tokenizer = tokenizer;
        this.template = template;
        this.torch = torch;
        this.placement = placement;
        this.weights = new WeightStore(torch, config, source, placement);
        this.forcing = new TeacherForcing(torch, config, placement.stepBudget());
    }

    /**
     * Loads a Hugging Face folder: config.json, safetensors (one file or a sharded index), tokenizer.json,
     * tokenizer_config.json with a chat template.
     *
     * @throws ModelFormatException naming the file and what was expected of it
     */
    public static LanguageModel load(Path folder) {
        return load(folder, Placement.EXACT);
    }

    /**
     * Loads it on a device, in given formats.
     *
     * @throws ModelFormatException also if there is too little memory, with what is needed and what there is
     */
    public static LanguageModel load(Path folder, Placement placement) {
        return ModelLoad.load(folder, placement);
    }

    /**
     * Does what the first {@link #load} would do first and takes most of its time: native libraries, script compiler,
     * template engine. Meant for a thread beside the start of an application; harmless to call twice.
     */
    public static void warmUp() {
        TextTokenizer.warmUp();
        ChatTemplate.of("{{ messages[0].content }}", Map.of(), List.of())
                .render(List.of(ChatTurn.user("")), List.of(), true);
        ModelConfig tiny = new ModelConfig(8, 1, 1, 1, 8, 8, 8, 1e-5, 1e4, 8, true, Set.of());
        try (LanguageModel model = random(tiny, 0, 0.02)) {
            model.logits(new int[] {0}, null, Precision.F32);
        }
    }

    /** A model of given weights without tokenizer and template; for tests and benches. */
    public static LanguageModel of(String id, ModelConfig config, List<float[]> values) {
        TensorSource source = TensorSource.of(config, values);
        Torch torch = ModelLoad.script(config, "cpu");
        return new LanguageModel(id, "in-memory:" + id, null, config, null, null, torch, Placement.EXACT, source);
    }

    /** A model of random weights (normal, standard deviation {@code std}; norms one); for tests and benches. */
    public static LanguageModel random(ModelConfig config, long seed, double std) {
        return of("random-" + seed, config, ModelLoad.randomValues(config, seed, std));
    }

    /**
     * The TorchScript archive of a decoder of that shape, as it runs here; it loads in Python's {@code torch.jit.load}
     * too, which is how GPUs are measured without this runtime (bench/python/gpu_bench.py).
     */
    public static byte[] script(ModelConfig config) {
        return TorchScriptArchive.write(DecoderScript.CLASS, DecoderScript.text(config));
    }

    /** Name of the model: its folder's. */
    public String id() {
        return id;
    }

    /** SHA-256 over configuration and weights, 64 hex digits. */
    public String hash() {
        return hash;
    }

    /** Where it was loaded from, null for a model made in memory. */
    public Path folder() {
        return folder;
    }

    /** Shape of the decoder. */
    public ModelConfig config() {
        return config;
    }

    /** The tokenizer of the folder. */
    public TextTokenizer tokenizer() {
        return Objects.requireNonNull(tokenizer, "this model was made without a tokenizer");
    }

    /** The chat template of the folder. */
    public ChatTemplate chatTemplate() {
        return Objects.requireNonNull(template, "this model was made without a chat template");
    }

    /** Longest sequence, tokens. */
    public int contextLength() {
        return Weights.positions(config);
    }

    private Weights weights(Precision precision) {
        return weights.get(precision);
    }

    /** Where the model lies and in which formats. */
    public Placement placement() {
        return placement;
    }

    /** Makes the copies in the given precisions now, so that the first call does not pay for them. */
    public void prepare(Precision... precisions) {
        for (Precision p : precisions) {
            weights(p);
        }
    }

    /** Starts training {@code start.size()} adapters on this base. */
    public LoraTraining training(List<Adapter> start, AdamW optimizer, Precision precision) {
        return new LoraTraining(torch, weights(precision), config, start, optimizer, placement.stepBudget());
    }

    /**
     * Scores rows by teacher forcing.
     *
     * @param batch rows of K adapters
     * @param adapters K adapters of one rank, or none for the base
     */
    public Scores score(PackedBatch batch, List<Adapter> adapters, Precision precision) {
        Grid.check(batch, config);
        if (!adapters.isEmpty() && adapters.size() != batch.adapters()) {
            throw new IllegalArgumentException(
                    adapters.size() + " adapters for a batch of " + batch.adapters() + " adapters' rows");
        }
        float[][] scored = forcing.scores(weights(precision), batch, adapters);
        return Scores.of(batch, scored[0], scored[1]);
    }

    /**
     * The base's log-probabilities of every token at the predictions of a batch of one adapter's rows [N·V], nats; the
     * teacher's side of a distillation.
     */
    public float[] logProbabilities(PackedBatch batch, Precision precision) {
        return predictions("log_probs", batch, null, precision);
    }

    /**
     * Kullback-Leibler divergence of the base with an adapter from the base alone at the predictions of a batch of one
     * adapter's rows [N], nats.
     */
    public float[] divergence(PackedBatch batch, Adapter adapter, Precision precision) {
        return predictions("divergence", batch, adapter, precision);
    }

    /**
     * Log-probability of each target of a batch of one adapter's rows [N], nats: what importance weights and divergences of
     * a policy are made of.
     *
     * @param adapter null for the base
     */
    public float[] targetLogProbabilities(PackedBatch batch, Adapter adapter, Precision precision) {
        checkOne(batch);
        return forcing.scores(weights(precision), batch, adapter == null ? List.of() : List.of(adapter))[0];
    }

    private float[] predictions(String method, PackedBatch batch, Adapter adapter, Precision precision) {
        checkOne(batch);
        return forcing.predictions(method, weights(precision), batch, adapter == null ? List.of() : List.of(adapter));
    }

    /** Logits [T·V] of one sequence without cache; for checks. */
    public float[] logits(int[] ids, Adapter adapter, Precision precision) {
        checkIds(ids);
        Weights w = weights(precision);
        long[] tokens = new long[ids.length];
        long[] positions = new long[ids.length];
        for (int t = 0; t < ids.length; t++) {
            tokens[t] = ids[t];
            positions[t] = t;
        }
        try (PtNDManager call = torch.scope()) {
            return torch.infer(
                            call,
                            "logits",
                            Torch.longs(call, tokens, 1, ids.length),
                            Torch.longs(call, positions, 1, ids.length),
                            Torch.longs(call, new long[0], 0),
                            w.ropeValue,
                            w.listValue,
                            w.split(torch, call, adapter == null ? List.of() : List.of(adapter)),
                            1)
                    .getFirst()
                    .toFloatArray();
        }
    }

    private void checkOne(PackedBatch batch) {
        Grid.check(batch, config);
        if (batch.adapters() != 1) {
            throw new IllegalArgumentException(batch.adapters() + " adapters' rows, expected those of one");
        }
    }

    private void checkIds(int[] ids) {
        for (int id : ids) {
            if (id < 0 || id >= config.vocabulary()) {
                throw new IllegalArgumentException(
                        "token id " + id + " is outside the vocabulary of " + config.vocabulary());
            }
        }
    }

    /** Continues one text, telling each token to the listener. */
    public Completion generate(GenerationRequest request, Precision precision, TokenListener listener) {
        return decode(List.of(request), precision, List.of(listener)).getFirst();
    }

    /** Continues several texts in one batch, each with its own adapter. */
    public List<Completion> generate(List<GenerationRequest> requests, Precision precision) {
        return decode(requests, precision, java.util.Collections.nCopies(requests.size(), token -> true));
    }

    /** Starts a batch that texts join and leave; see {@link BatchScheduler}. To be closed before this model. */
    public BatchScheduler scheduler(Precision precision, BatchLimits limits) {
        return new BatchScheduler(torch, weights(precision), config, contextLength(), limits);
    }

    private List<Completion> decode(
            List<GenerationRequest> requests, Precision precision, List<TokenListener> listeners) {
        int width = 0;
        for (GenerationRequest r : requests) {
            if (r.prompt().length >= contextLength()) {
                throw new IllegalArgumentException("the prompt has " + r.prompt().length
                        + " tokens, the model's context holds " + contextLength());
            }
            checkIds(r.prompt());
            width = Math.max(width, Math.min(contextLength(), r.prompt().length + r.maxTokens()));
        }
        List<Adapter> adapters =
                requests.stream().map(GenerationRequest::adapter).toList();
        boolean shared = adapters.stream().allMatch(a -> Objects.equals(a, adapters.getFirst()));
        Weights w = weights(precision);
        Weights merged = null;
        List<Adapter> applied;
        if (shared && adapters.getFirst() != null && config.parameters() <= MERGE_LIMIT) {
            merged = w.merge(torch, adapters.getFirst());
            applied = List.of();
        } else if (shared) {
            applied = adapters.getFirst() == null ? List.of() : List.of(adapters.getFirst());
        } else {
            Adapter some =
                    adapters.stream().filter(Objects::nonNull).findFirst().orElseThrow();
            Adapter none = Adapter.of(config, some.lora(), new float[some.sharedValues().length]);
            applied = adapters.stream().map(a -> a == null ? none : a).toList();
        }
        try (Decoding cache =
                new Decoding(torch, merged == null ? w : merged, config, applied, requests.size(), width)) {
            return new DecodeLoop(requests, listeners, contextLength()).run(cache);
        } finally {
            if (merged != null) {
                merged.close();
            }
        }
    }

    @Override
    public synchronized void close() {
        weights.close();
        torch.close();
        if (tokenizer != null) {
            tokenizer.close();
        }
    }
}
