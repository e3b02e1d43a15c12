package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.sft.LearningQueue;
import dev.autodidact.sft.LearningState;
import dev.autodidact.sft.LearningTicket;
import dev.autodidact.sft.LedgerKind;
import dev.autodidact.sft.LedgerRow;
import dev.autodidact.sft.LedgerTrust;
import dev.autodidact.sft.QuotaExceededException;
import dev.autodidact.sft.Teaching;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Teaching an agent directly: what the {@code learn} tool does, for operators. */
@Path("/api/agents/{id}/learn")
@RunOnVirtualThread
class LearnResource {

    private static final int MAX_KEY_CHARS = 200;

    private final LearningQueue queue;
    private final SpentQuotas spent;

    LearnResource(LearningQueue queue, SpentQuotas spent) {
        this.queue = queue;
        this.spent = spent;
    }

    /**
     * What is to be learned.
     *
     * @param source the text the rows were made from
     * @param rows questions with answers, or statements
     * @param kind {@code fact} (default), {@code demonstration}, {@code observation}
     * @param topic a short title
     * @param strength how hard to train, 1 is normal
     * @param origin who or what said it: {@code operator} (default), {@code user}, {@code tool}, {@code web}
     * @param trust another name for {@code origin}
     * @param waitMs how long to wait for the receipt
     */
    record LearnRequest(
            String source,
            List<LedgerRow> rows,
            String kind,
            String topic,
            Double strength,
            String origin,
            String trust,
            @JsonProperty("wait_ms") Integer waitMs) {}

    @POST
    public Response learn(String id, @HeaderParam("Idempotency-Key") String key, LearnRequest body)
            throws InterruptedException {
        AgentKey agent = RequestCheck.agent(id);
        int waitMs = RequestCheck.waitMs(RequestCheck.body(body).waitMs());
        if (key != null) {
            RequestCheck.text("Idempotency-Key", key, MAX_KEY_CHARS);
        }
        LearningTicket ticket = submit(teaching(agent, body, key));
        if (waitMs > 0) {
            ticket = queue.await(ticket.id(), Duration.ofMillis(waitMs), change -> {});
        }
        boolean ended = ticket.state().isFinal() && ticket.state() != LearningState.QUARANTINED;
        return Response.status(ended ? 200 : 202)
                .location(URI.create("/api/learning/" + ticket.id()))
                .entity(TicketView.of(ticket))
                .build();
    }

    /** What is over a quota is soon asked for again: the next refusals need not come here. */
    private LearningTicket submit(Teaching teaching) {
        try {
            return queue.submit(teaching);
        } catch (QuotaExceededException e) {
            spent.note(teaching.agent(), e);
            throw e;
        }
    }

    private static Teaching teaching(AgentKey agent, LearnRequest body, String key) {
        if (body.rows() == null) {
            throw ApiException.invalid(
                    "rows", "rows_missing", "rows is missing; a list of {\"q\",\"a\"} or {\"text\"}");
        }
        if (body.rows().contains(null)) {
            throw ApiException.invalid("rows", "row_null", "rows holds null; each row is {\"q\",\"a\"} or {\"text\"}");
        }
        return new Teaching(
                agent,
                kind(body.kind()),
                body.topic(),
                body.source(),
                body.rows(),
                origin(body),
                body.strength() == null ? Teaching.NORMAL_STRENGTH : body.strength(),
                null,
                null,
                key);
    }

    private static LedgerTrust origin(LearnRequest body) {
        String param = body.origin() == null ? "trust" : "origin";
        String text = body.origin() == null ? body.trust() : body.origin();
        if (body.origin() != null && body.trust() != null && !body.origin().equals(body.trust())) {
            throw ApiException.invalid(
                    "trust", "invalid_origin", "trust and origin are one parameter; give one of them, or both alike");
        }
        boolean operator = Caller.now().role() == Role.ADMIN;
        if (text == null) {
            return operator ? LedgerTrust.OPERATOR : LedgerTrust.USER;
        }
        LedgerTrust origin = LedgerTrust.origin(text)
                .orElseThrow(() -> ApiException.invalid(
                        param,
                        "invalid_origin",
                        param + " is '" + Excerpt.of(text) + "'; it must be operator, user, tool or web"));
        if (origin == LedgerTrust.OPERATOR && !operator) {
            throw ApiException.forbidden("origin_not_allowed", "only a key of role admin speaks as operator");
        }
        return origin;
    }

    private static LedgerKind kind(String text) {
        if (text == null) {
            return LedgerKind.FACT;
        }
        return Arrays.stream(LedgerKind.values())
                .filter(kind -> kind.wire().equals(text))
                .findFirst()
                .orElseThrow(() -> ApiException.invalid(
                        "kind",
                        "invalid_kind",
                        "kind is '" + Excerpt.of(text) + "'; it must be fact, demonstration or observation"));
    }
}
