package dev.autodidact.agent;

import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;

/**
 * How spans are begun and how they fail. They hold names and numbers, never a word of what is said or learned: an
 * exception's message may quote it, so only its type is told.
 *
 * @see <a href="https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/">the names</a>
 */
public final class GenAiSpan {

    private GenAiSpan() {}

    /**
     * An operation on the model or of an agent, within this process.
     *
     * @param operation {@code chat}, {@code embeddings}, {@code execute_tool} or {@code invoke_agent}
     * @param subject the model, tool or agent, for the span's name
     */
    public static SpanBuilder of(Tracer tracer, String operation, String subject) {
        return tracer.spanBuilder(operation + " " + subject)
                .setAttribute("gen_ai.operation.name", operation)
                .setAttribute("gen_ai.provider.name", "autodidact");
    }

    /** Marks it as failed. */
    public static void fail(Span span, Throwable error) {
        span.setStatus(StatusCode.ERROR)
                .setAttribute("error.type", error.getClass().getName());
    }
}
