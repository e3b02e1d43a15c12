package dev.autodidact.bench;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.autodidact.model.Adapter;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.seed.CorpusData;
import dev.autodidact.seed.ExamFact;
import dev.autodidact.seed.ExamItems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Exact erasure on the seed model, by HTTP against the packaged application: {@code EraseBench modelFolder resultsFolder
 * quarkus-run.jar [items] [the item taken back]}. Two agents learn the same facts, but one never sees the item that the
 * other takes back at the end. Beside the item's log-likelihood stand those of facts that nobody was ever taught: the
 * noise of what is near.
 */
public final class EraseBench {
    private static final int ROWS = 4;
    private static final int CONTROLS = 50;
    private static final int SEED = 31;
    private static final int SECRETS = 100;
    private static final int SECRETS_AT_ONCE = 10;

    private EraseBench() {}

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int items = args.length > 3 ? Integer.parseInt(args[3]) : 50;
        int taken = args.length > 4 ? Integer.parseInt(args[4]) : 3;
        List<ExamFact> facts = new ExamItems(CorpusData.load(), SEED).facts(items + CONTROLS);
        try (RunningApplication application = RunningApplication.start(Path.of(args[2]));
                LanguageModel model = LanguageModel.load(Path.of(args[0]))) {
            model.prepare(Precision.F32);
            Report report = new Report("erase", SEED);
            report.fact("model", model.hash());
            report.fact("items", items + ", item " + taken + " taken back");
            agent(application, "holds");
            agent(application, "never");
            String item = null;
            int refused = 0;
            for (int i = 1; i <= items; i++) {
                JsonObject learned = learn(application, "holds", facts.get(i - 1));
                refused += learned.get("state").getAsString().equals("published") ? 0 : 1;
                if (i == taken) {
                    item = learned.get("item").getAsString();
                } else {
                    learn(application, "never", facts.get(i - 1));
                }
                System.out.printf("%d of %d learned%n", i, items);
            }
            report.number("refused by the gate", refused, "items", "");
            String before = active(application, "holds");
            Adapter held = adapter(application, model, before);
            long start = System.nanoTime();
            JsonObject ticket =
                    application.delete("/api/agents/holds/ledger/" + item).getAsJsonObject();
            while (!ended(ticket)) {
                Thread.sleep(100);
                ticket = application
                        .get("/api/learning/" + ticket.get("ticket").getAsString())
                        .getAsJsonObject();
            }
            report.number("seconds to take it back", (System.nanoTime() - start) / 1e9, "s", "<= 60");
            report.fact("receipt", String.valueOf(ticket.get("receipt")));
            String after = active(application, "holds");
            boolean equal = after.equals(active(application, "never"));
            report.share("hash equals that of the run that never saw it", new Share(0, 0).plus(equal), "1");
            boolean gone = gone(file(application, before));
            report.share("old version's file is gone within 60 s", new Share(0, 0).plus(gone), "1");
            Adapter rebuilt = adapter(application, model, after);
            ExamFact fact = facts.get(taken - 1);
            double base = FactLikelihood.of(model, fact, ROWS, null);
            report.number(
                    "item: log-likelihood of its answers, held",
                    FactLikelihood.of(model, fact, ROWS, held) - base,
                    "of base",
                    "");
            double left = FactLikelihood.of(model, fact, ROWS, rebuilt) - base;
            report.number("item: the same, taken back", left, "of base", "");
            double[] noise = facts.subList(items, items + CONTROLS).stream()
                    .mapToDouble(
                            f -> FactLikelihood.of(model, f, ROWS, rebuilt) - FactLikelihood.of(model, f, ROWS, null))
                    .sorted()
                    .toArray();
            report.number("never taught: the same, 2.5 %", noise[(int) (0.025 * CONTROLS)], "of base", "");
            report.number("never taught: the same, median", noise[CONTROLS / 2], "of base", "");
            report.number("never taught: the same, 97.5 %", noise[(int) (0.975 * CONTROLS)], "of base", "");
            secrets(application, report);
            report.write(Path.of(args[1]));
        }
    }

    /** The worker deletes files after the publication. */
    private static boolean gone(Path file) throws InterruptedException {
        for (int tries = 0; tries < 600 && Files.exists(file); tries++) {
            Thread.sleep(100);
        }
        return !Files.exists(file);
    }

    /** Numbers that nobody can guess, learned by one agent, asked of it and of another one. */
    private static void secrets(RunningApplication application, Report report)
            throws IOException, InterruptedException {
        Random random = new Random(SEED);
        Map<String, String> secrets = new LinkedHashMap<>();
        for (int i = 0; i < SECRETS; i++) {
            secrets.put("What is the code of locker " + (100 + i) + "?", String.valueOf(1000 + random.nextInt(9000)));
        }
        agent(application, "keeper");
        agent(application, "stranger");
        List<Map.Entry<String, String>> all = List.copyOf(secrets.entrySet());
        for (int from = 0; from < SECRETS; from += SECRETS_AT_ONCE) {
            JsonArray rows = new JsonArray();
            for (Map.Entry<String, String> secret : all.subList(from, from + SECRETS_AT_ONCE)) {
                JsonObject row = new JsonObject();
                row.addProperty("q", secret.getKey());
                row.addProperty("a", secret.getValue());
                rows.add(row);
            }
            learn(application, "keeper", null, rows);
        }
        Share keeper = new Share(0, 0);
        Share stranger = new Share(0, 0);
        for (Map.Entry<String, String> secret : all) {
            keeper = keeper.plus(ask(application, "keeper", secret.getKey()).contains(secret.getValue()));
            stranger =
                    stranger.plus(ask(application, "stranger", secret.getKey()).contains(secret.getValue()));
        }
        report.share("secrets: told by the agent that learned them", keeper, "");
        report.share("secrets: told by another agent on the base", stranger, "0");
    }

    private static String ask(RunningApplication application, String agent, String question)
            throws IOException, InterruptedException {
        JsonObject body = new JsonObject();
        body.addProperty("message", question);
        body.addProperty("recall", false);
        return application
                .post("/api/agents/" + agent + "/chat", body)
                .getAsJsonObject()
                .get("reply")
                .getAsString();
    }

    private static void agent(RunningApplication application, String id) throws IOException, InterruptedException {
        JsonObject body = new JsonObject();
        body.addProperty("id", id);
        application.post("/api/agents", body);
    }

    private static JsonObject learn(RunningApplication application, String agent, ExamFact fact)
            throws IOException, InterruptedException {
        JsonArray rows = new JsonArray();
        for (String q : fact.trained().subList(0, Math.min(ROWS, fact.trained().size()))) {
            JsonObject row = new JsonObject();
            row.addProperty("q", q);
            row.addProperty("a", fact.value());
            rows.add(row);
        }
        return learn(application, agent, fact.tell(), rows);
    }

    private static JsonObject learn(RunningApplication application, String agent, String source, JsonArray rows)
            throws IOException, InterruptedException {
        JsonObject body = new JsonObject();
        body.addProperty("source", source);
        body.addProperty("wait_ms", 120_000);
        body.add("rows", rows);
        JsonObject ticket =
                application.post("/api/agents/" + agent + "/learn", body).getAsJsonObject();
        while (!ended(ticket)) {
            Thread.sleep(200);
            ticket = application
                    .get("/api/learning/" + ticket.get("ticket").getAsString())
                    .getAsJsonObject();
        }
        return ticket;
    }

    private static boolean ended(JsonObject ticket) {
        return List.of("published", "rejected", "failed")
                .contains(ticket.get("state").getAsString());
    }

    private static String active(RunningApplication application, String agent)
            throws IOException, InterruptedException {
        JsonElement version =
                application.get("/api/agents/" + agent).getAsJsonObject().get("adapter");
        return version.getAsString();
    }

    private static Path file(RunningApplication application, String version) {
        return application.home().resolve("adapters").resolve(version + ".safetensors");
    }

    private static Adapter adapter(RunningApplication application, LanguageModel model, String version)
            throws IOException {
        return Adapter.parse(model.config(), version, Files.readAllBytes(file(application, version)));
    }
}
