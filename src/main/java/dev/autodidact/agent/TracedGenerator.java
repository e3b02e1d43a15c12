package dev.autodidact.agent;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.Tracer;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** A span for each answer. The base model is what was asked, the version that answered is the response's model. */
@Decorator
@Priority(20)
abstract class TracedGenerator implements TextGenerator {

    private static final AttributeKey<List<String>> FINISH =
            AttributeKey.stringArrayKey("gen_ai.response.finish_reasons");

    @Inject
    @Any
    @Delegate
    TextGenerator next;

    @Inject
    Tracer tracer;

    @Override
    public GeneratedText generate(GenerationPrompt prompt, Predicate<TextPiece> onText) {
        Span span = begin(prompt);
        if (!span.isRecording()) {
            return next.generate(prompt, onText);
        }
        long start = System.nanoTime();
        AtomicBoolean begun = new AtomicBoolean();
        try {
            GeneratedText text = next.generate(prompt, piece -> {
                if (piece != TextPiece.NOTHING && begun.compareAndSet(false, true)) {
                    span.setAttribute("gen_ai.response.time_to_first_chunk", (System.nanoTime() - start) / 1e9);
                }
                return onText.test(piece);
            });
            span.setAttribute(
                            "gen_ai.response.model",
                            new ModelName(next.baseId(), prompt.adapter(), prompt.policy()).toString())
                    .setAttribute(FINISH, List.of(text.truncated() ? "length" : "stop"))
                    .setAttribute("gen_ai.usage.input_tokens", text.promptTokens())
                    .setAttribute("gen_ai.usage.cache_read.input_tokens", text.cachedTokens())
                    .setAttribute("gen_ai.usage.output_tokens", text.tokens());
            return text;
        } catch (RuntimeException e) {
            GenAiSpan.fail(span, e);
            throw e;
        } finally {
            span.end();
        }
    }

    @Override
    public void stop() {
        next.stop();
    }

    private Span begin(GenerationPrompt prompt) {
        GenerationOptions options = prompt.options();
        SpanBuilder span = GenAiSpan.of(tracer, "chat", next.baseId())
                .setAttribute("gen_ai.request.model", next.baseId())
                .setAttribute("gen_ai.request.max_tokens", (long) options.maxTokens())
                .setAttribute("gen_ai.request.temperature", options.sampling().temperature())
                .setAttribute("gen_ai.request.top_p", options.sampling().topP())
                .setAttribute("gen_ai.output.type", options.form() == null ? "text" : "json")
                .setAttribute("autodidact.tenant", options.tenant());
        if (options.sampling().temperature() > 0) {
            span.setAttribute("gen_ai.request.seed", options.sampling().seed());
        }
        return span.startSpan();
    }
}
