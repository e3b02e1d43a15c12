package dev.autodidact.web.openai;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.web.ErrorMappers;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Chunks as server-sent events without names, ended by {@code [DONE]}. The answer begins with the first chunk: an error
 * before it is an ordinary error answer, one behind it is an {@code error} object in the stream, which then ends.
 */
@ApplicationScoped
class ChunkStream {

    private static final long HEARTBEAT_SECONDS = 10;
    private static final byte[] COMMENT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);
    private static final byte[] DONE = "data: [DONE]\n\n".getBytes(StandardCharsets.UTF_8);
    private static final Object END = new Object();

    private final ObjectMapper json;

    ChunkStream(ObjectMapper json) {
        this.json = json;
    }

    /** What makes the chunks. */
    interface Work {
        void run(Consumer<ObjectNode> chunks) throws Exception;
    }

    Response open(HttpServerResponse client, Work work) throws InterruptedException {
        LinkedBlockingQueue<Object> queue = new LinkedBlockingQueue<>();
        Thread.ofVirtual().name("chunks").start(() -> {
            try {
                work.run(queue::add);
                queue.add(END);
            } catch (Throwable e) {
                queue.add(e);
            }
        });
        Object first = queue.take();
        if (first instanceof RuntimeException error) {
            throw error;
        }
        StreamingOutput output = out -> write(out, client, first, queue);
        return Response.ok(output, MediaType.SERVER_SENT_EVENTS)
                .header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private void write(OutputStream out, HttpServerResponse client, Object first, LinkedBlockingQueue<Object> queue)
            throws IOException {
        Object next = first;
        try {
            // Writing to a client that has gone does not fail: ask before each write.
            while (!client.closed()) {
                switch (next) {
                    case null -> out.write(COMMENT);
                    case Throwable e -> {
                        out.write(data(ErrorMappers.streamed(e)));
                        return;
                    }
                    case ObjectNode chunk -> out.write(data(chunk));
                    default -> {
                        out.write(DONE);
                        return;
                    }
                }
                out.flush();
                next = queue.poll(HEARTBEAT_SECONDS, TimeUnit.SECONDS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] data(Object value) throws IOException {
        return ("data: " + json.writeValueAsString(value) + "\n\n").getBytes(StandardCharsets.UTF_8);
    }
}
