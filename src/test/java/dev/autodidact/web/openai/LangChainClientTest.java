package dev.autodidact.web.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.autodidact.agent.ScriptedModel;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.exception.InvalidRequestException;
import dev.langchain4j.exception.ModelNotFoundException;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.request.json.JsonObjectSchema;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiChatModel;
import dev.langchain4j.model.openai.OpenAiEmbeddingModel;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import dev.langchain4j.model.output.FinishReason;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** LangChain4j's own OpenAI clients against this server. */
@QuarkusTest
class LangChainClientTest {

    private static final ToolSpecification WEATHER = ToolSpecification.builder()
            .name("weather")
            .description("The weather of a city")
            .parameters(JsonObjectSchema.builder().addStringProperty("city").build())
            .build();

    @Inject
    ScriptedModel scripted;

    @TestHTTPResource("/v1")
    URL address;

    private OpenAiChatModel blocking(String model) {
        return OpenAiChatModel.builder()
                .baseUrl(address.toString())
                .apiKey("none")
                .modelName(model)
                .maxRetries(0)
                .build();
    }

    private ChatResponse streamed(ChatRequest request, List<String> pieces) throws Exception {
        CompletableFuture<ChatResponse> end = new CompletableFuture<>();
        OpenAiStreamingChatModel.builder()
                .baseUrl(address.toString())
                .apiKey("none")
                .modelName("scripted")
                .build()
                .chat(request, new StreamingChatResponseHandler() {
                    @Override
                    public void onPartialResponse(String text) {
                        pieces.add(text);
                    }

                    @Override
                    public void onCompleteResponse(ChatResponse response) {
                        end.complete(response);
                    }

                    @Override
                    public void onError(Throwable error) {
                        end.completeExceptionally(error);
                    }
                });
        return end.get();
    }

    private static ChatRequest ask(ToolSpecification... tools) {
        return ChatRequest.builder()
                .messages(UserMessage.from("Hello"))
                .toolSpecifications(tools)
                .build();
    }

    @Test
    void theBlockingClientReadsTextUsageAndFinish() {
        scripted.say("Good day.");
        ChatResponse answer = blocking("scripted").chat(ask());
        assertThat(answer.aiMessage().text()).isEqualTo("Good day.");
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.tokenUsage().outputTokenCount()).isEqualTo(9);
        assertThat(answer.modelName()).isEqualTo("scripted");
    }

    @Test
    void theBlockingClientReadsCalls() {
        scripted.say("<tool_call>{\"name\":\"weather\",\"arguments\":{\"city\":\"Oslo\"}}</tool_call>");
        ChatResponse answer = blocking("scripted").chat(ask(WEATHER));
        assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(answer.aiMessage().toolExecutionRequests().getFirst().arguments())
                .isEqualTo("{\"city\":\"Oslo\"}");
    }

    @Test
    void theStreamingClientReadsPiecesUsageAndFinish() throws Exception {
        scripted.say("Good day.");
        List<String> pieces = new ArrayList<>();
        ChatResponse answer = streamed(ask(), pieces);
        assertThat(String.join("", pieces)).isEqualTo("Good day.");
        assertThat(pieces).hasSizeGreaterThan(1);
        assertThat(answer.finishReason()).isEqualTo(FinishReason.STOP);
        assertThat(answer.tokenUsage().outputTokenCount()).isEqualTo(9);
    }

    @Test
    void theStreamingClientReadsTwoCalls() throws Exception {
        scripted.say("<tool_call>{\"name\":\"weather\",\"arguments\":{\"city\":\"Oslo\"}}</tool_call>"
                + "<tool_call>{\"name\":\"weather\",\"arguments\":{\"city\":\"Rome\"}}</tool_call>");
        ChatResponse answer = streamed(ask(WEATHER), new ArrayList<>());
        assertThat(answer.finishReason()).isEqualTo(FinishReason.TOOL_EXECUTION);
        assertThat(answer.aiMessage().toolExecutionRequests())
                .extracting(call -> call.arguments())
                .containsExactly("{\"city\":\"Oslo\"}", "{\"city\":\"Rome\"}");
    }

    @Test
    void theEmbeddingClientReadsVectorsAndBase64HoldsTheSame() {
        float[] vector = OpenAiEmbeddingModel.builder()
                .baseUrl(address.toString())
                .apiKey("none")
                .modelName("bge-small-en-v1.5-q")
                .build()
                .embed("A blue door")
                .content()
                .vector();
        assertThat(vector).hasSize(384);
        String packed = RestAssured.given()
                .contentType("application/json")
                .body(
                        "{\"model\":\"bge-small-en-v1.5-q\",\"encoding_format\":\"base64\",\"input\":[\"x\",\"A blue door\"]}")
                .post("/v1/embeddings")
                .then()
                .statusCode(200)
                .extract()
                .path("data[1].embedding");
        float[] unpacked = new float[384];
        ByteBuffer.wrap(Base64.getDecoder().decode(packed))
                .order(ByteOrder.LITTLE_ENDIAN)
                .asFloatBuffer()
                .get(unpacked);
        for (int i = 0; i < vector.length; i++) {
            assertThat(unpacked[i]).isCloseTo(vector[i], within(1e-4f));
        }
        for (String wrong : List.of(
                "{\"model\":\"bge-small-en-v1.5-q\",\"input\":[]}",
                "{\"model\":\"bge-small-en-v1.5-q\",\"input\":[3]}",
                "{\"model\":\"bge-small-en-v1.5-q\",\"input\":\"x\",\"dimensions\":7}")) {
            RestAssured.given()
                    .contentType("application/json")
                    .body(wrong)
                    .post("/v1/embeddings")
                    .then()
                    .statusCode(400);
        }
    }

    @Test
    void theClientKnowsOurErrorsByTheirClass() {
        assertThatThrownBy(() -> blocking("gpt-5").chat("Hello"))
                .isInstanceOf(ModelNotFoundException.class)
                .hasMessageContaining("gpt-5");
        assertThatThrownBy(() -> blocking("scripted").chat("x".repeat(5_000_000)))
                .isInstanceOf(InvalidRequestException.class);
    }
}
