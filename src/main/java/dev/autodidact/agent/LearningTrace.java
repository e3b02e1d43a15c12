package dev.autodidact.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.sft.LearningState;
import dev.autodidact.sft.LearningTicket;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.time.Instant;
import java.util.Locale;
import java.util.Objects;

/**
 * The spans of one learning job: {@code autodidact.learn} from its acceptance to its end, within it {@code .wait},
 * {@code .train}, {@code .exam} and {@code .publish} one after the other, as often as they come. A rebuild trains many times.
 */
final class LearningTrace {

    private static final ObjectMapper JSON = new ObjectMapper();

    private enum Phase {
        WAIT,
        TRAIN,
        EXAM,
        PUBLISH
    }

    private final Tracer tracer;
    private final Span whole;
    private Phase phase;
    private Span part;

    LearningTrace(Tracer tracer, LearningTicket ticket) {
        this.tracer = tracer;
        // Where another process had it before, how long it waited is not known here.
        Instant start = ticket.attempt() > 1 ? Instant.now() : ticket.created();
        this.whole = tracer.spanBuilder("autodidact.learn")
                .setNoParent()
                .setStartTimestamp(start)
                .setAttribute("autodidact.ticket", ticket.id().toString())
                .setAttribute("autodidact.attempt", (long) ticket.attempt())
                .setAttribute("autodidact.job", ticket.kind().wire())
                .setAttribute("autodidact.tenant", ticket.agent().tenant())
                .setAttribute("autodidact.agent", ticket.agent().id())
                .setAttribute("autodidact.item", String.valueOf(ticket.item()))
                .setAttribute("autodidact.parent", Objects.toString(ticket.parent(), ""))
                .startSpan();
        begin(Phase.WAIT, start);
    }

    /** The job is in this state now. */
    void at(LearningTicket ticket) {
        switch (ticket.state()) {
            case TRAINING -> enter(Phase.TRAIN);
            case EXAMINING -> {
                if (phase != Phase.PUBLISH) {
                    enter(Phase.EXAM);
                }
            }
            default -> end(ticket);
        }
    }

    /** The training has come to an end; what is left is to store and publish. */
    void judged() {
        enter(Phase.PUBLISH);
    }

    /** The training broke. */
    void broke(Throwable error) {
        GenAiSpan.fail(part, error);
    }

    private void enter(Phase next) {
        if (phase != next) {
            part.end();
            begin(next, Instant.now());
        }
    }

    private void begin(Phase next, Instant start) {
        phase = next;
        part = tracer.spanBuilder("autodidact.learn." + next.name().toLowerCase(Locale.ROOT))
                .setParent(Context.root().with(whole))
                .setStartTimestamp(start)
                .startSpan();
    }

    private void end(LearningTicket ticket) {
        part.end();
        whole.setAttribute("autodidact.state", ticket.state().wire());
        if (ticket.adapter() != null) {
            whole.setAttribute("autodidact.adapter", ticket.adapter());
        }
        if (ticket.receiptJson() != null) {
            tell(receipt(ticket));
        }
        if (ticket.state() == LearningState.FAILED) {
            whole.setStatus(StatusCode.ERROR).setAttribute("error.type", "failed");
        }
        whole.end();
    }

    /** The receipt's numbers; its reason is a sentence that may quote a row. */
    private void tell(JsonNode receipt) {
        whole.setAttribute("autodidact.verdict", receipt.path("verdict").asText(""))
                .setAttribute("autodidact.rule", receipt.path("rule").asText(""))
                .setAttribute("autodidact.steps", receipt.path("steps").asLong())
                .setAttribute(
                        "autodidact.trained_tokens",
                        receipt.path("trainedTokens").asLong())
                .setAttribute(
                        "autodidact.update_norm", receipt.path("updateNorm").asDouble())
                .setAttribute("autodidact.scale", receipt.path("scale").asDouble());
    }

    private static JsonNode receipt(LearningTicket ticket) {
        try {
            return JSON.readTree(ticket.receiptJson());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the receipt of job " + ticket.id() + " is no JSON", e);
        }
    }
}
