package dev.autodidact.model.hub;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.function.LongConsumer;

/**
 * HTTP to the hub: one JSON answer, or one file with resume. Redirects are followed by hand, since the token must not
 * reach another host.
 */
final class HubTransfer implements AutoCloseable {
    private static final int MOST_REDIRECTS = 8;

    private final HubSettings settings;
    private final HttpClient client = HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(Duration.ofSeconds(20))
            .build();

    HubTransfer(HubSettings settings) {
        this.settings = settings;
    }

    /** The body of an answer that is a text. */
    String text(HubId id, URI address) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try (InputStream body = send(id, address, 0, "").body()) {
                return new String(body.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            } catch (IOException e) {
                again(attempt, e);
            }
        }
    }

    /**
     * Fetches a file, going on with what a former run left in {@code NAME.part}.
     *
     * @param done told the bytes on disk, now and then
     */
    void fetch(HubId id, URI address, HubFile file, Path target, LongConsumer done) throws IOException {
        Path part = target.resolveSibling(target.getFileName() + ".part");
        Path tag = target.resolveSibling(target.getFileName() + ".etag");
        for (int attempt = 1; ; attempt++) {
            try {
                if (!whole(file, part)) {
                    receive(id, address, file, part, tag, done);
                }
                String fault = file.fault(part);
                if (fault == null) {
                    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                    Files.deleteIfExists(tag);
                    return;
                }
                if (file.size() < 0 || Files.size(part) >= file.size()) {
                    Files.delete(part); // all bytes are there and they are wrong: begin again
                }
                throw new IOException("what arrived is damaged: " + fault);
            } catch (IOException e) {
                again(attempt, e);
            }
        }
    }

    private static boolean whole(HubFile file, Path part) throws IOException {
        return file.size() >= 0 && Files.exists(part) && Files.size(part) == file.size();
    }

    private void receive(HubId id, URI address, HubFile file, Path part, Path tag, LongConsumer done)
            throws IOException {
        long have = Files.exists(part) ? Files.size(part) : 0;
        String known = Files.exists(tag) ? Files.readString(tag) : "";
        if (file.size() >= 0 && have > file.size() || known.isEmpty()) {
            have = 0;
        }
        HttpResponse<InputStream> response = send(id, address, have, known);
        try (InputStream body = response.body()) {
            boolean goesOn = response.statusCode() == 206
                    && response.headers().firstValue("content-range").orElse("").startsWith("bytes " + have + "-");
            String etag = response.headers().firstValue("etag").orElse("");
            Files.writeString(tag, etag);
            try (OutputStream out =
                    goesOn ? Files.newOutputStream(part, StandardOpenOption.APPEND) : Files.newOutputStream(part)) {
                long total = goesOn ? have : 0;
                byte[] buffer = new byte[1 << 16];
                for (int n = body.read(buffer); n >= 0; n = body.read(buffer)) {
                    out.write(buffer, 0, n);
                    total += n;
                    done.accept(total);
                }
            }
        }
    }

    private HttpResponse<InputStream> send(HubId id, URI address, long from, String etag) throws IOException {
        URI at = address;
        for (int hop = 0; hop < MOST_REDIRECTS; hop++) {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(at).timeout(Duration.ofSeconds(60)).header("User-Agent", "autodidact");
            if (!settings.token().isEmpty() && sameHost(at)) {
                request.header("Authorization", "Bearer " + settings.token());
            }
            if (from > 0) {
                request.header("Range", "bytes=" + from + "-").header("If-Range", etag);
            }
            HttpResponse<InputStream> response = exchange(request.build());
            int status = response.statusCode();
            if (status == 200 || status == 206) {
                return response;
            }
            try (InputStream body = response.body()) {
                if (status == 416) {
                    from = 0;
                    continue;
                }
                if (status < 300 || status >= 400) {
                    throw refusal(id, at, response, new String(body.readNBytes(300)));
                }
            }
            at = target(at, response);
        }
        throw new HubException("more than " + MOST_REDIRECTS + " redirects from " + address);
    }

    private HttpResponse<InputStream> exchange(HttpRequest request) throws IOException {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofInputStream());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException(
                    "interrupted while waiting for " + request.uri().getHost(), e);
        }
    }

    private boolean sameHost(URI address) {
        URI home = settings.endpoint();
        return home.getScheme().equals(address.getScheme())
                && home.getHost().equals(address.getHost())
                && home.getPort() == address.getPort();
    }

    private static URI target(URI at, HttpResponse<InputStream> response) {
        URI next = at.resolve(response.headers()
                .firstValue("location")
                .orElseThrow(() -> new HubException("a redirect from " + at + " names no address")));
        boolean known = "https".equals(next.getScheme()) || "http".equals(next.getScheme());
        if (!known || at.getScheme().equals("https") && !next.getScheme().equals("https")) {
            throw new HubException("a redirect from " + at + " leads to " + next + ", which is not secure");
        }
        return next;
    }

    /** A refusal by the hub is final; a fault of the server or the line is tried again. */
    private RuntimeException refusal(HubId id, URI at, HttpResponse<InputStream> response, String body)
            throws IOException {
        String code = response.headers().firstValue("x-error-code").orElse("");
        boolean token = !settings.token().isEmpty();
        String model = settings.endpoint() + "/" + id.repository();
        return switch (response.statusCode()) {
            case 401 ->
                new HubException("the hub does not show " + id + ": there is no such model, or it is private or gated"
                        + (token
                                ? ", and the token HF_TOKEN is not accepted"
                                : "; set HF_TOKEN to a token that may read it"));
            case 403 ->
                new HubException("access to " + id + " is refused (" + (code.isEmpty() ? "403" : code)
                        + "): accept its terms at " + model
                        + (token ? " with the account of HF_TOKEN" : " and set HF_TOKEN"));
            case 404 ->
                new HubException(
                        code.equals("RevisionNotFound")
                                ? id.repository() + " has no revision '" + id.revision() + "'"
                                : "the hub has no " + id + " (404 at " + at + ")");
            case 408, 425, 429, 500, 502, 503, 504 ->
                throw new IOException(at.getHost() + " answered " + response.statusCode());
            default -> new HubException(at + " answered " + response.statusCode() + ": " + body.strip());
        };
    }

    private void again(int attempt, IOException reason) throws IOException {
        if (attempt >= settings.attempts()) {
            throw reason;
        }
        try {
            Thread.sleep(settings.pauseMs() << (attempt - 1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HubException("interrupted while waiting for another attempt", e);
        }
    }

    @Override
    public void close() {
        client.close();
    }
}
