package dev.autodidact.agent;

import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/** The local model as LangChain4j's blocking model; the adapter version is chosen by the request's model name. */
@ApplicationScoped
public class LocalChatModel implements ChatModel {

    private final TextGenerator generator;
    private final ChatSettings settings;
    private final List<ChatModelListener> listeners;

    LocalChatModel(TextGenerator generator, ChatSettings settings, @All List<ChatModelListener> listeners) {
        this.generator = generator;
        this.settings = settings;
        this.listeners = listeners;
    }

    @Override
    public ChatResponse doChat(ChatRequest request) {
        StopSignal stop = StopSignal.current();
        GeneratedText text = generator.generate(
                PromptConversion.prompt(request, settings, Tenancy.current()), piece -> !stop.stopped());
        return LocalAnswer.response(text, request.modelName());
    }

    @Override
    public ChatRequestParameters defaultRequestParameters() {
        return ChatRequestParameters.builder().modelName(generator.baseId()).build();
    }

    @Override
    public List<ChatModelListener> listeners() {
        return listeners;
    }

    @Override
    public ModelProvider provider() {
        return ModelProvider.OTHER;
    }
}
