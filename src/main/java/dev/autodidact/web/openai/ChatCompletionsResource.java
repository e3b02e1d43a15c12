package dev.autodidact.web.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.agent.CompletionAnswer;
import dev.autodidact.agent.PlainCompletions;
import dev.autodidact.agent.ServedModels;
import dev.autodidact.agent.TextGenerator;
import dev.autodidact.agent.TextPiece;
import dev.autodidact.agent.TokenChoice;
import dev.autodidact.web.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.vertx.core.http.HttpServerResponse;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** {@code POST /v1/chat/completions}: continues the messages given, and nothing else; no agent loop, nothing stored. */
@Path("/v1/chat/completions")
@RunOnVirtualThread
class ChatCompletionsResource {

    private final PlainCompletions completions;
    private final ServedModels models;
    private final TextGenerator generator;
    private final ChunkStream streams;

    ChatCompletionsResource(
            PlainCompletions completions, ServedModels models, TextGenerator generator, ChunkStream streams) {
        this.completions = completions;
        this.models = models;
        this.generator = generator;
        this.streams = streams;
    }

    // No @Produces: the stock clients accept JSON either way, the body says whether it streams.
    @POST
    public Response complete(JsonNode body, @Context HttpServerResponse client) throws InterruptedException {
        ChatCall call = ChatCallReader.read(body, Caller.now().tenant(), models, generator.contextLength());
        ChatCompletionJson json =
                new ChatCompletionJson(call.request().model(), call.request().topLogprobs() >= 0);
        return call.stream()
                ? streams.open(client, chunks -> stream(call, json, client, chunks))
                : Response.ok(whole(call, json, client), MediaType.APPLICATION_JSON_TYPE)
                        .build();
    }

    private ObjectNode whole(ChatCall call, ChatCompletionJson json, HttpServerResponse client) {
        List<List<TokenChoice>> tokens = new ArrayList<>();
        for (int i = 0; i < call.answers(); i++) {
            tokens.add(new ArrayList<>());
        }
        List<CompletionAnswer> answers = all(call, i -> piece -> {
            tokens.get(i).addAll(piece.tokens());
            return !client.closed();
        });
        return json.whole(answers, tokens);
    }

    private void stream(
            ChatCall call, ChatCompletionJson json, HttpServerResponse client, Consumer<ObjectNode> chunks) {
        List<AnswerPieces> pieces = IntStream.range(0, call.answers())
                .mapToObj(i -> new AnswerPieces(i, json, client, chunks))
                .toList();
        List<CompletionAnswer> answers = all(call, pieces::get);
        for (int i = 0; i < answers.size(); i++) {
            CompletionAnswer answer = answers.get(i);
            pieces.get(i).open();
            if (!answer.calls().isEmpty()) {
                chunks.accept(json.calls(i, answer.calls()));
            }
            chunks.accept(json.closing(i, answer));
        }
        if (call.usageInStream()) {
            chunks.accept(json.usageChunk(answers));
        }
    }

    /** Passes the pieces of one answer on as chunks. */
    private static final class AnswerPieces implements Predicate<TextPiece> {

        private final int index;
        private final ChatCompletionJson json;
        private final HttpServerResponse client;
        private final Consumer<ObjectNode> chunks;
        private boolean opened;

        AnswerPieces(int index, ChatCompletionJson json, HttpServerResponse client, Consumer<ObjectNode> chunks) {
            this.index = index;
            this.json = json;
            this.client = client;
            this.chunks = chunks;
        }

        @Override
        public boolean test(TextPiece piece) {
            boolean thought = !piece.thought().isEmpty();
            if (thought) {
                open();
                boolean alone = piece.text().isEmpty();
                chunks.accept(json.thought(index, piece.thought(), alone ? piece.tokens() : List.of()));
            }
            if (!piece.text().isEmpty() || !thought && !piece.tokens().isEmpty()) {
                open();
                chunks.accept(json.text(index, piece.text(), piece.tokens()));
            }
            return !client.closed();
        }

        void open() {
            if (!opened) {
                opened = true;
                chunks.accept(json.opening(index));
            }
        }
    }

    /** Writes all answers at once; they share what they read. */
    private List<CompletionAnswer> all(ChatCall call, IntFunction<Predicate<TextPiece>> listener) {
        List<CompletableFuture<CompletionAnswer>> running = new ArrayList<>();
        for (int i = 0; i < call.answers(); i++) {
            int index = i;
            CompletableFuture<CompletionAnswer> answer = new CompletableFuture<>();
            running.add(answer);
            Thread.ofVirtual().name("completion").start(() -> {
                try {
                    answer.complete(completions.complete(
                            call.request().withSeed(call.request().seed() + index), listener.apply(index)));
                } catch (Throwable e) {
                    answer.completeExceptionally(e);
                }
            });
        }
        try {
            return running.stream().map(CompletableFuture::join).toList();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
