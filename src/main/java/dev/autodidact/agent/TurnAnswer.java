package dev.autodidact.agent;

import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/** Passes tokens on and keeps the end of an answer for the waiting turn. */
final class TurnAnswer implements StreamingChatResponseHandler {

    private final TurnListener listener;
    private final CompletableFuture<ChatResponse> end = new CompletableFuture<>();

    TurnAnswer(TurnListener listener) {
        this.listener = listener;
    }

    @Override
    public void onPartialResponse(String text) {
        listener.onToken(text);
    }

    @Override
    public void onPartialThinking(PartialThinking thought) {
        listener.onThought(thought.text());
    }

    @Override
    public void onCompleteResponse(ChatResponse response) {
        end.complete(response);
    }

    @Override
    public void onError(Throwable error) {
        end.completeExceptionally(error);
    }

    ChatResponse await() throws InterruptedException {
        try {
            return end.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        }
    }
}
