package dev.autodidact.model.hub;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;

/**
 * A server that behaves like the hub: listing with hashes, large files by redirect to another host with ETag and ranges,
 * error codes. Knobs make it cut connections, damage content and refuse.
 */
final class LocalHub implements AutoCloseable {
    static final String COMMIT = "0123456789abcdef0123456789abcdef01234567";

    final Map<String, byte[]> files = new LinkedHashMap<>();
    /** What was asked, like {@code GET /cdn/model.safetensors bytes=10-}. */
    final List<String> log = new CopyOnWriteArrayList<>();

    private final HttpServer server;
    private final HttpServer store;
    String needsToken = "";
    int refuse;
    String errorCode = "";
    int cuts;
    int cutAfter;
    int busy;
    int damaged;
    boolean ranges = true;

    LocalHub() throws IOException {
        server = start(this::hub);
        store = start(this::store);
    }

    private static HttpServer start(com.sun.net.httpserver.HttpHandler handler) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                handler.handle(exchange);
            }
        });
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
        return server;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    private void hub(HttpExchange exchange) throws IOException {
        note(exchange);
        String path = exchange.getRequestURI().getPath();
        String token = exchange.getRequestHeaders().getFirst("Authorization");
        if (busy > 0) {
            busy--;
            exchange.sendResponseHeaders(503, -1);
        } else if (refuse > 0) {
            exchange.getResponseHeaders().set("X-Error-Code", errorCode);
            exchange.sendResponseHeaders(refuse, -1);
        } else if (!needsToken.isEmpty() && !("Bearer " + needsToken).equals(token)) {
            exchange.getResponseHeaders().set("X-Error-Code", "GatedRepo");
            exchange.sendResponseHeaders(401, -1);
        } else if (path.equals("/api/models/org/tiny/revision/main")
                || path.equals("/api/models/org/tiny/revision/v2")) {
            answer(exchange, listing().getBytes());
        } else if (path.startsWith("/org/tiny/resolve/" + COMMIT + "/")) {
            String name = path.substring(path.lastIndexOf('/') + 1);
            if (large(name)) {
                exchange.getResponseHeaders()
                        .set(
                                "Location",
                                "http://localhost:" + store.getAddress().getPort() + "/cdn/" + name);
                exchange.sendResponseHeaders(302, -1);
            } else {
                answer(exchange, files.get(name));
            }
        } else {
            exchange.getResponseHeaders().set("X-Error-Code", path.contains("/org/tiny/") ? "RevisionNotFound" : "");
            exchange.sendResponseHeaders(404, -1);
        }
    }

    private static boolean large(String name) {
        return name.endsWith(".safetensors");
    }

    private void store(HttpExchange exchange) throws IOException {
        note(exchange);
        if (exchange.getRequestHeaders().containsKey("Authorization")) {
            log.add("TOKEN LEAKED");
        }
        String name = exchange.getRequestURI().getPath().substring("/cdn/".length());
        byte[] content = files.get(name).clone();
        String etag = "\"" + hash("SHA-256", content) + "\"";
        if (damaged > 0) {
            damaged--;
            content[content.length / 2] ^= 1;
        }
        exchange.getResponseHeaders().set("ETag", etag);
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = 0;
        if (range != null && ranges && etag.equals(exchange.getRequestHeaders().getFirst("If-Range"))) {
            from = Integer.parseInt(range.substring("bytes=".length(), range.length() - 1));
            exchange.getResponseHeaders()
                    .set("Content-Range", "bytes " + from + "-" + (content.length - 1) + "/" + content.length);
        }
        exchange.sendResponseHeaders(from > 0 ? 206 : 200, content.length - from);
        int length = content.length - from;
        if (cuts > 0) {
            cuts--;
            exchange.getResponseBody().write(content, from, Math.min(length, cutAfter));
            exchange.getResponseBody().flush();
            throw new IOException("cut");
        }
        exchange.getResponseBody().write(content, from, length);
    }

    private void note(HttpExchange exchange) {
        String range = exchange.getRequestHeaders().getFirst("Range");
        log.add(exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath()
                + (range == null ? "" : " " + range));
    }

    private static void answer(HttpExchange exchange, byte[] content) throws IOException {
        exchange.sendResponseHeaders(200, content.length);
        exchange.getResponseBody().write(content);
    }

    private String listing() {
        List<Map<String, Object>> siblings = new ArrayList<>();
        files.forEach((name, content) -> {
            Map<String, Object> file = new LinkedHashMap<>();
            file.put("rfilename", name);
            file.put("size", content.length);
            if (large(name)) {
                file.put("lfs", Map.of("sha256", hash("SHA-256", content), "size", content.length));
            } else {
                byte[] head = ("blob " + content.length + "\0").getBytes();
                byte[] all = java.util.Arrays.copyOf(head, head.length + content.length);
                System.arraycopy(content, 0, all, head.length, content.length);
                file.put("blobId", hash("SHA-1", all));
            }
            siblings.add(file);
        });
        return new Gson().toJson(Map.of("sha", COMMIT, "siblings", siblings));
    }

    private static String hash(String algorithm, byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance(algorithm).digest(content));
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        store.stop(0);
    }
}
