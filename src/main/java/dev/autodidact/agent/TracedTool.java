package dev.autodidact.agent;

import com.fasterxml.jackson.databind.JsonNode;
import dev.autodidact.sft.LedgerTrust;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.util.Optional;

/** A span for each tool call of a turn; the ticket of a {@code learn} call leads to the spans of its training. */
@Decorator
@Priority(20)
abstract class TracedTool implements AgentTool {

    @Inject
    @Any
    @Delegate
    AgentTool next;

    @Inject
    Tracer tracer;

    @Override
    public Result execute(JsonNode arguments, Context context) throws InterruptedException {
        String name = next.specification().name();
        Span span = GenAiSpan.of(tracer, "execute_tool", name)
                .setAttribute("gen_ai.tool.name", name)
                .setAttribute("gen_ai.tool.type", "function")
                .startSpan();
        try (Scope scope = span.makeCurrent()) {
            Result result = next.execute(arguments, context);
            JsonNode ticket = result.detail().path("ticket");
            if (ticket.isTextual()) {
                span.setAttribute("autodidact.ticket", ticket.textValue());
            }
            if (result.detail().has("error")) {
                span.setAttribute("error.type", result.malformed() ? "malformed_call" : "refused");
            }
            return result;
        } catch (InterruptedException | RuntimeException e) {
            GenAiSpan.fail(span, e);
            throw e;
        } finally {
            span.end();
        }
    }

    // A decorator answers for the interface's default methods too.

    @Override
    public Optional<LedgerTrust> outputOrigin() {
        return next.outputOrigin();
    }

    @Override
    public boolean remembers() {
        return next.remembers();
    }
}
