package dev.autodidact.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;

/**
 * Calls that must not be made twice: under a key that a caller has used before it gets the first call's answer. A call that
 * failed has changed nothing and may be made again under its key.
 */
@ApplicationScoped
public class Idempotency {

    private static final int MAX_KEY_CHARS = 200;

    /** A call that has no answer after so long was cut off by the end of the process. */
    private static final Duration CUT_OFF = Duration.ofMinutes(10);

    private final IdempotentCalls calls;
    private final ObjectMapper json;

    Idempotency(IdempotentCalls calls, ObjectMapper json) {
        this.calls = calls;
        this.json = json;
    }

    /** What is to be done once; its result is the answer's body. */
    public interface Work {
        Object run() throws Exception;
    }

    /**
     * Does it, or answers as the first time.
     *
     * @param key the caller's {@code Idempotency-Key}, null to just do it
     * @param call what is asked for; the same key with another call is refused
     */
    public Response once(String key, String call, Work work) throws Exception {
        if (key == null) {
            return Response.ok(work.run()).build();
        }
        RequestCheck.text("Idempotency-Key", key, MAX_KEY_CHARS);
        String tenant = Caller.now().tenant();
        String print = dev.autodidact.sft.AdapterStore.versionOf(call.getBytes(StandardCharsets.UTF_8));
        if (!calls.claim(tenant, key, print)) {
            return again(calls.find(tenant, key, Instant.now().minus(CUT_OFF)), tenant, key, call, print, work);
        }
        try {
            Object result = work.run();
            calls.finish(tenant, key, text(result));
            return Response.ok(result).build();
        } catch (Throwable e) {
            calls.release(tenant, key);
            throw e;
        }
    }

    private Response again(IdempotentCalls.Found found, String tenant, String key, String call, String print, Work work)
            throws Exception {
        if (found == null || found.cutOff()) {
            calls.release(tenant, key);
            return once(key, call, work);
        }
        if (!found.call().equals(print)) {
            throw ApiException.unprocessable(
                    "Idempotency-Key", "idempotency_key_reused", "this key was used for another call before");
        }
        if (found.body() == null) {
            throw ApiException.conflict(
                    "Idempotency-Key", "in_progress", "the first call under this key has not ended yet");
        }
        return Response.ok(found.body(), MediaType.APPLICATION_JSON_TYPE)
                .header("Idempotent-Replayed", "true")
                .build();
    }

    private String text(Object result) {
        try {
            return json.writeValueAsString(result);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an answer that cannot be written", e);
        }
    }
}
