package dev.autodidact.seed;

import dev.autodidact.model.Example;
import dev.autodidact.model.FullTraining;
import dev.autodidact.model.ModelConfig;
import dev.autodidact.model.NativeHeap;
import dev.autodidact.model.TextTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Makes the seed model: {@code Pretraining folder [totalTokens]}. The folder gets {@code model/} (a Hugging Face
 * folder, renewed at each checkpoint), {@code checkpoint.safetensors}, {@code loss.csv} and {@code loss.svg}. Started
 * again on the same folder, it goes on from the checkpoint.
 */
public final class Pretraining {
    private static final int REPORT_STEPS = 20;
    private static final int CHECKPOINT_STEPS = 200;
    private static final int WORKERS = Math.max(1, Runtime.getRuntime().availableProcessors());
    private static final RandomGeneratorFactory<RandomGenerator> RANDOM = RandomGeneratorFactory.of("L64X128MixRandom");

    private final PretrainingPlan plan;
    private final Path folder;
    private final CorpusGenerator generator;
    private final CorpusGenerator finishing;
    private final DocumentEncoder encoder;
    private final FullTraining training;
    private final LossCurve curve;
    private long tokens;

    private Pretraining(PretrainingPlan plan, Path folder) throws IOException {
        this.plan = plan;
        this.folder = folder;
        CorpusData data = CorpusData.load();
        this.generator = new CorpusGenerator(data, CorpusMix.full());
        this.finishing = CorpusGenerator.finishing(data);
        Path model = folder.resolve("model");
        TokenizerFile tokenizer = TokenizerTraining.train(data, TokenizerTraining.VOCABULARY, 30_000, plan.seed());
        ModelConfig config =
                PretrainingPlan.model(tokenizer.vocabulary().size(), TokenizerFile.MARKERS.indexOf(Document.END));
        Path checkpoint = folder.resolve("checkpoint.safetensors");
        if (Files.exists(checkpoint)
                && !Files.readString(model.resolve("tokenizer.json")).equals(tokenizer.json())) {
            throw new IllegalStateException(checkpoint + " was made with another corpus: its tokenizer differs from the"
                    + " one of this version; remove the folder to start anew");
        }
        SeedFolder.writeDescription(model, config, tokenizer, data);
        this.encoder = new DocumentEncoder(TextTokenizer.load(model));
        this.curve = new LossCurve(folder);
        if (Files.exists(checkpoint)) {
            training = FullTraining.resume(config, checkpoint.toString(), Files.readAllBytes(checkpoint), WORKERS);
            tokens = Long.parseLong(
                    Files.readString(folder.resolve("tokens.txt")).strip());
        } else {
            training = FullTraining.start(config, plan.seed(), WORKERS);
        }
        curve.truncate(training.steps());
        System.out.printf(
                "%d parameters, vocabulary %d, step %d, %.2fM of %.0fM tokens%n",
                config.parameters(), config.vocabulary(), training.steps(), tokens / 1e6, plan.totalTokens() / 1e6);
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException {
        Path folder = Files.createDirectories(Path.of(args[0]));
        PretrainingPlan shipped = PretrainingPlan.shipped();
        long total = args.length > 1 ? Long.parseLong(args[1]) : shipped.totalTokens();
        new Pretraining(new PretrainingPlan(shipped.seed(), total), folder).run();
    }

    private void run() throws IOException {
        double before = curve.seconds();
        long start = System.nanoTime();
        long firstTokens = tokens;
        double lossSum = 0;
        int lossCount = 0;
        CompletableFuture<List<List<Example>>> next = draw(training.steps(), tokens);
        while (tokens < plan.totalTokens()) {
            List<List<Example>> parts = next.join();
            long seen = tokens
                    + parts.stream()
                            .flatMap(List::stream)
                            .mapToInt(Example::length)
                            .sum();
            next = draw(training.steps() + 1, seen);
            float loss = training.step(parts, plan.rates(tokens, training.steps()));
            tokens = seen;
            if (!Float.isFinite(loss)) {
                throw new IllegalStateException("loss is " + loss + " at step " + training.steps());
            }
            lossSum += loss;
            lossCount++;
            boolean last = tokens >= plan.totalTokens();
            if (lossCount == REPORT_STEPS || last) {
                double seconds = (System.nanoTime() - start) / 1e9;
                double speed = (tokens - firstTokens) / seconds;
                curve.add(training.steps(), tokens, before + seconds, lossSum / lossCount);
                System.out.printf(
                        "step %d  %.2fM tokens  loss %.4f  %.0f tok/s  %.0f min left%n",
                        training.steps(),
                        tokens / 1e6,
                        lossSum / lossCount,
                        speed,
                        (plan.totalTokens() - tokens) / speed / 60);
                lossSum = 0;
                lossCount = 0;
            }
            if (training.steps() % CHECKPOINT_STEPS == 0 || last) {
                save();
            }
        }
        training.close();
    }

    /** The documents of one step are a function of the seed and the step, so that a resumed run sees the same. */
    private CompletableFuture<List<List<Example>>> draw(int step, long seen) {
        return CompletableFuture.supplyAsync(() -> {
            RandomGenerator random = RANDOM.create(plan.seed() * 1_000_003L + step);
            List<Example> batch = new ArrayList<>();
            int size = 0;
            while (size < plan.parts(seen) * PretrainingPlan.PART_TOKENS) {
                CorpusGenerator from = plan.finishing(seen) ? finishing : generator;
                Example example = encoder.encode(from.next(random, plan.curriculum(seen)));
                if (example.length() <= PretrainingPlan.LONGEST) {
                    batch.add(example);
                    size += example.length();
                }
            }
            return parts(batch);
        });
    }

    /** The longest documents first, so that the sequences of a part are of similar length. */
    private static List<List<Example>> parts(List<Example> batch) {
        batch.sort(Comparator.comparingInt(example -> -example.length()));
        List<List<Example>> parts = new ArrayList<>();
        int size = PretrainingPlan.PART_TOKENS;
        for (Example example : batch) {
            if (size >= PretrainingPlan.PART_TOKENS) {
                parts.add(new ArrayList<>());
                size = 0;
            }
            parts.getLast().add(example);
            size += example.length();
        }
        return parts;
    }

    private void save() throws IOException {
        NativeHeap.trim();
        Path part = folder.resolve("checkpoint.part");
        Files.write(part, training.checkpoint());
        Files.writeString(folder.resolve("tokens.txt"), tokens + "\n");
        Files.move(
                part,
                folder.resolve("checkpoint.safetensors"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
        SeedFolder.writeWeights(folder.resolve("model"), training.export());
        curve.draw(folder.resolve("loss.svg"));
    }
}
