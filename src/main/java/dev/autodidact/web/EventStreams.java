package dev.autodidact.web;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.http.HttpServerResponse;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * Server-sent events. The work runs on a virtual thread of its own and only puts events into a queue, so that a slow
 * client holds up nobody; this thread writes them and flushes each. An error becomes an {@code error} event.
 */
@ApplicationScoped
class EventStreams {

    /** Without any event for so long, a comment keeps the connection open. */
    static final Duration HEARTBEAT = Duration.ofSeconds(10);

    private static final byte[] COMMENT = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

    private final ObjectMapper json;

    EventStreams(ObjectMapper json) {
        this.json = json;
    }

    /** What makes the events. */
    interface Work {
        void run(Events events) throws Exception;
    }

    /** Where the work sends its events. */
    interface Events {
        /** Queues an event; the data is written as JSON. */
        void send(String name, Object data);

        /** Whether the client has gone. */
        boolean closed();
    }

    private record Event(String name, Object data) {}

    private static final Event END = new Event("end", null);

    Response open(HttpServerResponse client, Work work) {
        StreamingOutput output = out -> write(out, client, work);
        return Response.ok(output, MediaType.SERVER_SENT_EVENTS)
                .header("Cache-Control", "no-cache")
                .header("X-Accel-Buffering", "no")
                .build();
    }

    private void write(OutputStream out, HttpServerResponse client, Work work) throws IOException {
        LinkedBlockingQueue<Event> queue = new LinkedBlockingQueue<>();
        Events events = new Events() {
            @Override
            public void send(String name, Object data) {
                queue.add(new Event(name, data));
            }

            @Override
            public boolean closed() {
                return client.closed();
            }
        };
        Thread.ofVirtual().name("events").start(() -> {
            try {
                work.run(events);
            } catch (Throwable e) {
                queue.add(new Event("error", ErrorMappers.streamed(e)));
            } finally {
                queue.add(END);
            }
        });
        try {
            while (true) {
                Event event = queue.poll(HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
                // Writing to a client that has gone does not fail: ask before each write.
                if (event == END || client.closed()) {
                    return;
                }
                out.write(event == null ? COMMENT : bytes(event));
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] bytes(Event event) throws IOException {
        return ("event: " + event.name() + "\ndata: " + json.writeValueAsString(event.data()) + "\n\n")
                .getBytes(StandardCharsets.UTF_8);
    }
}
