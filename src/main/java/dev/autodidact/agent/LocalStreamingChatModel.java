package dev.autodidact.agent;

import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.model.ModelProvider;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.model.chat.listener.ChatModelListener;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.ChatRequestParameters;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import io.opentelemetry.context.Context;
import io.quarkus.arc.All;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * The local model as LangChain4j's streaming model. The adapter version is chosen by the request's model name, see
 * {@link ModelName}. Partial responses hold no tool calls; those come whole, before the one final response or error.
 */
@ApplicationScoped
public class LocalStreamingChatModel implements StreamingChatModel {

    private final TextGenerator generator;
    private final ChatSettings settings;
    private final List<ChatModelListener> listeners;

    LocalStreamingChatModel(TextGenerator generator, ChatSettings settings, @All List<ChatModelListener> listeners) {
        this.generator = generator;
        this.settings = settings;
        this.listeners = listeners;
    }

    @Override
    public void doChat(ChatRequest request, StreamingChatResponseHandler handler) {
        String tenant = Tenancy.current();
        StopSignal stop = StopSignal.current();
        Thread.ofVirtual().name("answer").start(Context.current().wrap(() -> answer(request, tenant, stop, handler)));
    }

    private void answer(ChatRequest request, String tenant, StopSignal stop, StreamingChatResponseHandler handler) {
        ChatResponse response;
        try {
            VisibleText visible = new VisibleText(
                    handler::onPartialResponse,
                    thought -> handler.onPartialThinking(new PartialThinking(thought)),
                    !request.toolSpecifications().isEmpty());
            GeneratedText text = generator.generate(PromptConversion.prompt(request, settings, tenant), piece -> {
                visible.accept(piece.text());
                return !stop.stopped();
            });
            response = LocalAnswer.response(text, request.modelName());
            visible.finish(LocalAnswer.plain(text));
            List<ToolExecutionRequest> calls = response.aiMessage().toolExecutionRequests();
            for (int i = 0; i < calls.size(); i++) {
                handler.onCompleteToolCall(new CompleteToolCall(i, calls.get(i)));
            }
        } catch (Throwable e) {
            handler.onError(e);
            return;
        }
        handler.onCompleteResponse(response);
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
