package dev.autodidact.agent;

import dev.autodidact.model.BatchEvent;
import dev.autodidact.model.BatchFullException;
import dev.autodidact.model.BatchLimits;
import dev.autodidact.model.BatchRequest;
import dev.autodidact.model.BatchScheduler;
import dev.autodidact.model.BatchStatus;
import dev.autodidact.model.BatchStream;
import dev.autodidact.model.Completion;
import dev.autodidact.model.GenerationRequest;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.sft.VersionsErased;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.Reception;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** {@link TextGenerator} on the engine: template, tokens, one batch for all that is being written, text. */
@ApplicationScoped
class LocalTextGenerator implements TextGenerator {

    private static final Logger LOG = Logger.getLogger(LocalTextGenerator.class);
    private static final long HEARTBEAT_MS = 200;
    private static final String THINK = "<think>";

    private final LanguageModel model;
    private final boolean thinking;
    private final LoadedAdapters adapters;
    private final AnswerForms forms;
    private final BatchScheduler scheduler;
    private final Set<Integer> stopIds = new HashSet<>();

    LocalTextGenerator(
            LanguageModel model,
            LoadedAdapters adapters,
            ServingSettings settings,
            ChatSettings chat,
            MeterRegistry meters) {
        this.model = model;
        this.thinking = chat.thinking();
        this.adapters = adapters;
        stopIds.addAll(model.config().eosIds());
        Stream.of("<|im_end|>", "<|eot_id|>", "<|endoftext|>")
                .map(model.tokenizer()::id)
                .filter(Objects::nonNull)
                .forEach(stopIds::add);
        this.forms = new AnswerForms(model.tokenizer(), model.config().vocabulary(), stopIds);
        Precision precision = settings.precision().equals("auto")
                ? Precision.forBatches()
                : Precision.valueOf(settings.precision().toUpperCase(Locale.ROOT));
        this.scheduler = model.scheduler(
                precision,
                new BatchLimits(
                        settings.rows(),
                        settings.queue(),
                        settings.adapterRank(),
                        settings.cacheBytes(),
                        settings.prefixBytes()));
        measure(meters);
        LOG.infof(
                "answers are written in %s; batches of %s rows give each row the bits it gets alone",
                precision, scheduler.exactCounts());
    }

    /** What the batch is doing, for Prometheus. */
    private void measure(MeterRegistry meters) {
        gauge(meters, "autodidact.batch.rows", BatchStatus::running);
        gauge(meters, "autodidact.batch.waiting", BatchStatus::waiting);
        gauge(meters, "autodidact.batch.prefix.bytes", BatchStatus::prefixBytes);
        counter(meters, "autodidact.batch.tokens", BatchStatus::tokens);
        counter(meters, "autodidact.batch.prompt.tokens", BatchStatus::promptTokens);
        counter(meters, "autodidact.batch.cached.tokens", BatchStatus::cachedTokens);
        counter(meters, "autodidact.batch.slot.hits", BatchStatus::slotHits);
        counter(meters, "autodidact.batch.slot.loads", BatchStatus::slotLoads);
    }

    private void gauge(MeterRegistry meters, String name, ToDoubleFunction<BatchStatus> value) {
        Gauge.builder(name, scheduler, one -> value.applyAsDouble(one.status())).register(meters);
    }

    private void counter(MeterRegistry meters, String name, ToDoubleFunction<BatchStatus> value) {
        FunctionCounter.builder(name, scheduler, one -> value.applyAsDouble(one.status()))
                .register(meters);
    }

    @Override
    public String baseId() {
        return model.id();
    }

    @Override
    public String baseHash() {
        return model.hash();
    }

    @Override
    public int contextLength() {
        return model.contextLength();
    }

    @Override
    public int promptTokens(GenerationPrompt prompt) {
        return model.tokenizer().encode(render(prompt)).length;
    }

    @Override
    public GeneratedText generate(GenerationPrompt prompt, Predicate<TextPiece> onText) {
        String asked = render(prompt);
        int[] ids = model.tokenizer().encode(asked);
        if (ids.length >= contextLength()) {
            throw new PromptTooLongException(ids.length, contextLength() - 1);
        }
        GenerationOptions options = prompt.options();
        GenerationRequest request = new GenerationRequest(
                ids, adapters.get(prompt.adapter(), prompt.policy()), options.sampling(), options.maxTokens(), stopIds);
        BatchStream stream;
        try {
            stream = scheduler.submit(new BatchRequest(
                    options.tenant(), request, Math.max(0, options.topLogprobs()), forms.constraint(prompt)));
        } catch (BatchFullException e) {
            throw new ModelBusyException(e.waiting());
        }
        AnswerText text = new AnswerText(model.tokenizer(), options, onText);
        if (asked.stripTrailing().endsWith(THINK)) {
            text.begin(THINK); // the prompt has opened the thought
        }
        try {
            while (true) {
                switch (stream.poll(HEARTBEAT_MS)) {
                    case null -> {
                        if (!onText.test(TextPiece.NOTHING)) {
                            stream.cancel();
                        }
                    }
                    case BatchEvent.Token token -> {
                        if (!text.take(token)) {
                            stream.cancel();
                        }
                    }
                    case BatchEvent.End end -> {
                        text.finish();
                        return new GeneratedText(
                                text.text(),
                                ids.length,
                                end.cachedTokens(),
                                text.tokens(),
                                end.finish() == Completion.Finish.LENGTH && !text.stopped());
                    }
                    case BatchEvent.Failed failed -> throw failed.cause();
                }
            }
        } catch (InterruptedException e) {
            stream.cancel();
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for an answer", e);
        }
    }

    private String render(GenerationPrompt prompt) {
        return thinking
                ? model.chatTemplate().render(prompt.turns(), prompt.tools(), true)
                : model.chatTemplate().renderPlain(prompt.turns(), prompt.tools(), true);
    }

    /** What the batch is doing. */
    BatchStatus status() {
        return scheduler.status();
    }

    /** Drops what is kept of versions that may not be served any more. */
    void forget(@Observes(notifyObserver = Reception.IF_EXISTS) VersionsErased erased) {
        Set<String> gone = new HashSet<>(erased.versions());
        gone.addAll(adapters.stacksOn(erased.versions()));
        scheduler.forget(gone);
    }

    @Override
    public void stop() {
        scheduler.close();
    }
}
