package dev.autodidact.bench;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * P5, by HTTP against the packaged application with keys: one tenant calls learn in a loop, another one chats. What the
 * other notices before, while what the loop got in is trained, and while the loop goes on against its quota. And how long
 * the other's own lesson waits behind all that the loop got into the queue.
 *
 * <p>{@code NoisyNeighbour resultsFolder quarkus-run.jar [chats] [learn calls that get in]}
 */
public final class NoisyNeighbour {
    private static final String LESSON = "{\"rows\":[{\"q\":\"What is the code of the blue door?\",\"a\":\"4711\"}]}";
    private static final Pattern KEY = Pattern.compile("First admin key, shown this once: (\\S+)");
    private static final int CHATS = 100;
    private static final int TOKENS = 24;
    private static final int QUOTA = 12;
    private static final long LOOK_MS = 200;
    private static final int LOOPS = 64;
    private static final int STORM = 5_000;

    private final HttpClient http = HttpClient.newHttpClient();
    private final Report report;
    private final RunningApplication application;
    private final String address;
    private final int chats;
    private final int quota;
    private String base;

    private NoisyNeighbour(Report report, RunningApplication application, int chats, int quota) {
        this.report = report;
        this.application = application;
        this.address = application.address();
        this.chats = chats;
        this.quota = quota;
    }

    /** Entry point; see the class. */
    public static void main(String[] args) throws IOException, InterruptedException {
        int chats = args.length > 2 ? Integer.parseInt(args[2]) : CHATS;
        int quota = args.length > 3 ? Integer.parseInt(args[3]) : QUOTA;
        Report report = new Report("neighbour", 47);
        report.fact("chats measured in each state", String.valueOf(chats));
        measure(Path.of(args[1]), report, chats, quota);
        report.write(Path.of(args[0]));
    }

    static void measure(Path jar, Report report) throws IOException, InterruptedException {
        measure(jar, report, CHATS, QUOTA);
    }

    private static void measure(Path jar, Report report, int chats, int quota)
            throws IOException, InterruptedException {
        try (RunningApplication application = RunningApplication.start(
                jar,
                Files.createTempDirectory("autodidact-bench"),
                "-Dautodidact.security.keys=required",
                "-Dautodidact.quota.items-per-tenant-per-hour=" + quota)) {
            Matcher found = KEY.matcher(Files.readString(application.home().resolve("log.txt")));
            if (!found.find()) {
                throw new IOException("the application has not shown its first key");
            }
            new NoisyNeighbour(report, application, chats, quota).measure(found.group(1));
        }
    }

    private void measure(String operator) throws IOException, InterruptedException {
        String loud = key(operator, "loud");
        String quiet = key(operator, "quiet");
        post(loud, "/api/agents", "{\"id\":\"loud\"}", 201);
        chats(quiet); // warms up
        double[] before = chats(quiet);
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger accepted = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        Thread loop = Thread.ofVirtual().start(() -> loop(loud, stop, accepted, refused));
        while (refused.get() == 0) {
            Thread.sleep(20);
        }
        post(quiet, "/api/agents", "{\"id\":\"quiet\"}", 201);
        double ahead = waiting(operator);
        long asked = System.nanoTime();
        String lesson = ended(quiet, post(quiet, "/api/agents/quiet/learn", LESSON, 202));
        double lessonMs = (System.nanoTime() - asked) / 1e6;
        double behind = waiting(operator);
        double[] training = chats(quiet);
        boolean busy = waiting(operator) > 0;
        while (waiting(operator) > 0) {
            Thread.sleep(500);
        }
        int storm = refused.get();
        double[] refusing = chats(quiet);
        storm = refused.get() - storm;
        stop.set(true);
        loop.join();
        costOf(loud);
        double p99 = ServeBench.quantile(before, 0.99);
        report.number("P5: learn calls that got in", accepted.get(), "calls", String.valueOf(quota));
        report.number("P5: learn calls refused with 429", refused.get(), "calls", "");
        report.fact("P5: the other's lesson ended as", lesson);
        report.number("P5: jobs before the other's lesson when it was asked for", ahead, "jobs", "");
        report.number("P5: of these still waiting or running when it had ended", behind, "jobs", "");
        report.number("P5: the other's lesson from the call to its end", lessonMs, "ms", "");
        report.number("P5: the other's chat alone, p50", ServeBench.quantile(before, 0.5), "ms", "");
        report.number("P5: the other's chat alone, p99", p99, "ms", "");
        report.number("P5: while the loop's items are trained, p99", ServeBench.quantile(training, 0.99), "ms", "");
        report.fact("P5: the trainer was busy all that time", String.valueOf(busy));
        report.number("P5: against alone", ServeBench.quantile(training, 0.99) / p99, "x", "<= 1.5");
        report.number("P5: while the loop runs against its quota, p99", ServeBench.quantile(refusing, 0.99), "ms", "");
        report.number("P5: against alone ", ServeBench.quantile(refusing, 0.99) / p99, "x", "<= 1.05");
        report.number("P5: refusals meanwhile", storm, "calls", "");
    }

    /** As a client does that does not care: the next call as soon as the last one is answered. */
    private void loop(String key, AtomicBoolean stop, AtomicInteger accepted, AtomicInteger refused) {
        for (int i = 0; !stop.get(); i++) {
            String row = "{\"q\":\"What is the code of locker " + i + "?\",\"a\":\"" + (1000 + i) + "\"}";
            try {
                HttpResponse<String> answer = send(key, "/api/agents/loud/learn", "{\"rows\":[" + row + "]}");
                if (answer.statusCode() == 429) {
                    refused.incrementAndGet();
                } else {
                    accepted.incrementAndGet();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Processor time of a refusal, of many loops at once, with nothing else to do. */
    private void costOf(String key) throws InterruptedException {
        refusals(key, STORM); // warms up
        double busy = application.busySeconds();
        long start = System.nanoTime();
        refusals(key, STORM);
        double seconds = (System.nanoTime() - start) / 1e9;
        busy = application.busySeconds() - busy;
        double idle = application.busySeconds();
        Thread.sleep(5_000);
        idle = (application.busySeconds() - idle) / 5;
        report.number("P5: refusals of " + LOOPS + " loops at once", STORM / seconds, "calls/s", "");
        report.number(
                "P5: processor time of a refusal, without what idling takes",
                1000 * (busy - idle * seconds) / STORM,
                "ms",
                "");
    }

    private void refusals(String key, int count) throws InterruptedException {
        AtomicInteger left = new AtomicInteger(count);
        AtomicInteger others = new AtomicInteger();
        List<Thread> loops = new ArrayList<>();
        for (int i = 0; i < LOOPS; i++) {
            loops.add(Thread.ofVirtual().start(() -> {
                while (left.getAndDecrement() > 0) {
                    try {
                        if (send(key, "/api/agents/loud/learn", LESSON).statusCode() != 429) {
                            others.incrementAndGet();
                        }
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    } catch (InterruptedException e) {
                        return;
                    }
                }
            }));
        }
        for (Thread loop : loops) {
            loop.join();
        }
        if (others.get() > 0) {
            throw new IllegalStateException(
                    others + " of " + count + " calls over the quota were not answered with 429");
        }
    }

    /** How long each of some chats takes, ms, sorted. */
    private double[] chats(String key) throws IOException, InterruptedException {
        List<Double> times = new ArrayList<>();
        for (int i = 0; i < chats; i++) {
            JsonObject body = new JsonObject();
            body.addProperty("model", model(key));
            body.addProperty("max_tokens", TOKENS);
            body.add(
                    "messages",
                    JsonParser.parseString(
                            "[{\"role\":\"user\",\"content\":\"What is the capital of place " + i + "?\"}]"));
            long start = System.nanoTime();
            post(key, "/v1/chat/completions", body.toString(), 200);
            times.add((System.nanoTime() - start) / 1e6);
        }
        return times.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    }

    /** Waits for a lesson's end; how it ended. */
    private String ended(String key, String ticket) throws IOException, InterruptedException {
        JsonObject now = JsonParser.parseString(ticket).getAsJsonObject();
        while (List.of("queued", "training", "examining")
                .contains(now.get("state").getAsString())) {
            Thread.sleep(LOOK_MS);
            String path = "/api/learning/" + now.get("ticket").getAsString();
            now = JsonParser.parseString(get(key, path)).getAsJsonObject();
        }
        return now.get("state").getAsString();
    }

    private String model(String key) throws IOException, InterruptedException {
        if (base == null) {
            base = JsonParser.parseString(get(key, "/v1/models"))
                    .getAsJsonObject()
                    .getAsJsonArray("data")
                    .get(0)
                    .getAsJsonObject()
                    .get("id")
                    .getAsString();
        }
        return base;
    }

    /** Jobs that wait or run. */
    private double waiting(String operator) throws IOException, InterruptedException {
        return get(operator, "/q/metrics")
                .lines()
                .filter(line -> line.startsWith("autodidact_learning_jobs{")
                        && line.matches(".*state=\"(queued|training|examining)\".*"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private String key(String operator, String tenant) throws IOException, InterruptedException {
        String body = "{\"name\":\"bench\",\"role\":\"admin\",\"learning\":true,\"tenant\":\"" + tenant + "\"}";
        return JsonParser.parseString(post(operator, "/api/admin/keys", body, 201))
                .getAsJsonObject()
                .get("key")
                .getAsString();
    }

    private String get(String key, String path) throws IOException, InterruptedException {
        return http.send(request(key, path).GET().build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private String post(String key, String path, String body, int expected) throws IOException, InterruptedException {
        HttpResponse<String> answer = send(key, path, body);
        if (answer.statusCode() != expected) {
            throw new IOException(path + " answered " + answer.statusCode() + " " + answer.body());
        }
        return answer.body();
    }

    private HttpResponse<String> send(String key, String path, String body) throws IOException, InterruptedException {
        return http.send(
                request(key, path)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private HttpRequest.Builder request(String key, String path) {
        return HttpRequest.newBuilder(URI.create(address + path)).header("Authorization", "Bearer " + key);
    }
}
