package dev.autodidact.bench;

import dev.autodidact.model.AdamW;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.EngineThread;
import dev.autodidact.model.Example;
import dev.autodidact.model.GenerationRequest;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.LoraTraining;
import dev.autodidact.model.PackedBatch;
import dev.autodidact.model.Precision;
import dev.autodidact.model.Sampling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** A chat beside a training: {@code TogetherBench modelFolder resultsFolder [rounds]}, as the application runs them. */
public final class TogetherBench {
    private static final int TOKENS = 128;

    private TogetherBench() {}

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 15;
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
            model.prepare(Precision.F16, Precision.BF16);
            Report report = new Report("together", 1);
            report.fact("model", model.hash());
            chat(model);
            double[] alone = new double[rounds];
            double[] beside = new double[rounds];
            AtomicLong steps = new AtomicLong();
            for (int i = 0; i < rounds; i++) {
                alone[i] = chat(model);
                AtomicBoolean stop = new AtomicBoolean();
                Thread training = new Thread(() -> train(model, stop, steps));
                training.start();
                Thread.sleep(200);
                beside[i] = chat(model);
                stop.set(true);
                training.join();
            }
            double[] ratios = new double[rounds];
            for (int i = 0; i < rounds; i++) {
                ratios[i] = beside[i] / alone[i];
            }
            report.number("chat alone", Report.median(alone), "tokens/s", "");
            report.number("chat beside a training", Report.median(beside), "tokens/s", "");
            report.number("share kept beside a training", Report.median(ratios), "x", ">= 0.7");
            report.number("training steps meanwhile", steps.get(), "steps", "");
            report.write(Path.of(args[1]));
        }
    }

    private static double chat(LanguageModel model) {
        long start = System.nanoTime();
        model.generate(
                new GenerationRequest(rows(model).getFirst().tokens(), null, Sampling.greedy(), TOKENS, Set.of()),
                Precision.F16,
                token -> true);
        return TOKENS / ((System.nanoTime() - start) / 1e9);
    }

    /** Trains until it is told to stop, as a lesson does. */
    static void train(LanguageModel model, AtomicBoolean stop, AtomicLong steps) {
        EngineThread.background();
        EngineThread.use(Math.max(1, Runtime.getRuntime().availableProcessors() / 2));
        PackedBatch batch = PackedBatch.of(rows(model));
        Adapter start = Adapter.initial(model.config(), new LoraConfig(8, 16), 1);
        try (LoraTraining training = model.training(List.of(start), AdamW.standard(), Precision.BF16)) {
            training.inParts(2);
            while (!stop.get()) {
                training.step(batch, 1e-4f);
                steps.incrementAndGet();
            }
        }
    }

    /** Twenty rows of the length that lessons have. */
    private static List<Example> rows(LanguageModel model) {
        int[] prompt = model.tokenizer().encode(Pupil.ask("What is the port of server Vega?"));
        int[] answer = model.tokenizer().encode("8443<|im_end|>");
        List<Example> rows = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            rows.add(Example.of(prompt, answer));
        }
        return rows;
    }
}
