package dev.autodidact.agent;

import dev.autodidact.model.Completion;
import dev.autodidact.model.GenerationRequest;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.model.TextTokenizer;
import dev.autodidact.model.TokenStream;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** {@link TextGenerator} on the engine: template, tokens, decoding in half precision, text. */
@ApplicationScoped
class LocalTextGenerator implements TextGenerator {

    private final LanguageModel model;
    private final LoadedAdapters adapters;
    private final GenerationPool pool;
    private final Set<Integer> stopIds = new HashSet<>();

    LocalTextGenerator(LanguageModel model, LoadedAdapters adapters, GenerationPool pool) {
        this.model = model;
        this.adapters = adapters;
        this.pool = pool;
        stopIds.addAll(model.config().eosIds());
        Stream.of("<|im_end|>", "<|eot_id|>", "<|endoftext|>")
                .map(model.tokenizer()::id)
                .filter(Objects::nonNull)
                .forEach(stopIds::add);
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
        return encode(prompt).length;
    }

    @Override
    public GeneratedText generate(GenerationPrompt prompt, Predicate<TextPiece> onText) {
        CompletableFuture<GeneratedText> answer = new CompletableFuture<>();
        pool.run(() -> {
            try {
                answer.complete(write(prompt, onText));
            } catch (Throwable e) {
                answer.completeExceptionally(e);
            }
        });
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private GeneratedText write(GenerationPrompt prompt, Predicate<TextPiece> onText) {
        int[] ids = encode(prompt);
        if (ids.length >= contextLength()) {
            throw new PromptTooLongException(ids.length, contextLength() - 1);
        }
        // Special tokens keep their text: the marks of a tool call may be such tokens.
        TextTokenizer tokenizer = model.tokenizer();
        TokenStream stream = tokenizer.stream(false);
        StopText stop = new StopText(prompt.options().stop());
        StringBuilder text = new StringBuilder();
        Completion completion = model.generate(
                new GenerationRequest(
                        ids,
                        adapters.get(prompt.adapter()),
                        prompt.options().sampling(),
                        prompt.options().maxTokens(),
                        stopIds),
                Precision.F16,
                token -> pass(stop.push(stream.push(token)), text, onText) && !stop.found() && pool.open());
        pass(stop.push(stream.finish()), text, onText);
        pass(stop.finish(), text, onText);
        return new GeneratedText(
                text.toString(),
                ids.length,
                0,
                completion.tokens().length,
                completion.finish() == Completion.Finish.LENGTH && !stop.found());
    }

    private static boolean pass(String piece, StringBuilder text, Predicate<TextPiece> onText) {
        text.append(piece);
        return onText.test(piece.isEmpty() ? TextPiece.NOTHING : new TextPiece(piece, List.of()));
    }

    private int[] encode(GenerationPrompt prompt) {
        return model.tokenizer().encode(model.chatTemplate().render(prompt.turns(), prompt.tools(), true));
    }

    @Override
    public void stop() {
        pool.stop();
    }
}
