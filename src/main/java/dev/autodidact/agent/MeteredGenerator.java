package dev.autodidact.agent;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.inject.Inject;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Counts and times what the model writes, whichever generator does it. */
@Decorator
@Priority(10)
class MeteredGenerator implements TextGenerator {

    @Inject
    @Any
    @Delegate
    TextGenerator next;

    @Inject
    MeterRegistry meters;

    @Override
    public GeneratedText generate(GenerationPrompt prompt, Predicate<TextPiece> onText) {
        long start = System.nanoTime();
        AtomicBoolean begun = new AtomicBoolean();
        String kind = prompt.adapter() == null ? "base" : "adapter";
        GeneratedText text = next.generate(prompt, piece -> {
            if (piece != TextPiece.NOTHING && begun.compareAndSet(false, true)) {
                meters.timer("autodidact.generation.first.token", "weights", kind)
                        .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
            }
            return onText.test(piece);
        });
        meters.timer("autodidact.generation", "weights", kind).record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        meters.counter("autodidact.tokens", "kind", "prompt").increment(text.promptTokens());
        meters.counter("autodidact.tokens", "kind", "completion").increment(text.tokens());
        return text;
    }

    @Override
    public String baseId() {
        return next.baseId();
    }

    @Override
    public String baseHash() {
        return next.baseHash();
    }

    @Override
    public int contextLength() {
        return next.contextLength();
    }

    @Override
    public int promptTokens(GenerationPrompt prompt) {
        return next.promptTokens(prompt);
    }

    @Override
    public void stop() {
        next.stop();
    }
}
