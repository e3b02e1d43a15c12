package dev.autodidact.bench;

import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * What tenants notice of one another: {@code PrivacyBench modelFolder resultsFolder quarkus-run.jar [facts] [parts]}. Parts,
 * all unless named, joined by commas: {@code oracle} ({@link TimingOracle}), {@code membership} ({@link MembershipProbe}),
 * {@code neighbour} ({@link NoisyNeighbour}).
 */
public final class PrivacyBench {

    private PrivacyBench() {}

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int facts = args.length > 3 ? Integer.parseInt(args[3]) : 48;
        List<String> parts = List.of((args.length > 4 ? args[4] : "oracle,membership,neighbour").split(","));
        Report report = new Report("privacy", 47);
        try (LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
            report.fact("model", model.hash());
            report.fact("parts", String.join(", ", parts));
            if (parts.contains("oracle")) {
                new TimingOracle(model, report).measure();
            }
            if (parts.contains("membership")) {
                model.prepare(Precision.BF16, Precision.F32);
                new MembershipProbe(model, report).measure(facts);
            }
        }
        if (parts.contains("neighbour")) {
            NoisyNeighbour.measure(Path.of(args[2]), report);
        }
        report.write(Path.of(args[1]));
    }
}
