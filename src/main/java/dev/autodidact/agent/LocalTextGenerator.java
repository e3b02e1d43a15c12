package dev.autodidact.agent;

import dev.autodidact.model.Completion;
import dev.autodidact.model.GenerationRequest;
import dev.autodidact.model.LanguageModel;
import dev.autodidact.model.Precision;
import dev.autodidact.model.TextTokenizer;
import dev.autodidact.model.TokenStream;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** {@link TextGenerator} on the engine: template, tokens, decoding in half precision, text. */
@ApplicationScoped
class LocalTextGenerator implements TextGenerator {

    private final LanguageModel model;
    private final LoadedAdapters adapters;
    private final Set<Integer> stopIds = new HashSet<>();

    LocalTextGenerator(LanguageModel model, LoadedAdapters adapters) {
        this.model = model;
        this.adapters = adapters;
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
    public GeneratedText generate(GenerationPrompt prompt, Predicate<String> onText) {
        int[] ids = encode(prompt);
        if (ids.length >= contextLength()) {
            throw new PromptTooLongException(ids.length, contextLength() - 1);
        }
        // Special tokens keep their text: the marks of a tool call may be such tokens.
        TextTokenizer tokenizer = model.tokenizer();
        TokenStream stream = tokenizer.stream(false);
        StringBuilder text = new StringBuilder();
        Completion completion = model.generate(
                new GenerationRequest(
                        ids, adapters.get(prompt.adapter()), prompt.sampling(), prompt.maxTokens(), stopIds),
                Precision.F16,
                token -> pass(stream.push(token), text, onText));
        pass(stream.finish(), text, onText);
        return new GeneratedText(
                text.toString(),
                ids.length,
                completion.tokens().length,
                completion.finish() == Completion.Finish.LENGTH);
    }

    private static boolean pass(String piece, StringBuilder text, Predicate<String> onText) {
        if (piece.isEmpty()) {
            return true;
        }
        text.append(piece);
        return onText.test(piece);
    }

    private int[] encode(GenerationPrompt prompt) {
        return model.tokenizer().encode(model.chatTemplate().render(prompt.turns(), prompt.tools(), true));
    }
}
