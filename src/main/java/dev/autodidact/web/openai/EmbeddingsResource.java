package dev.autodidact.web.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.agent.GenAiSpan;
import dev.autodidact.memory.TextEmbedder;
import dev.autodidact.web.ApiException;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.Tracer;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;

/**
 * {@code POST /v1/embeddings}: the vectors that the memory uses, as numbers or as base64 of little-endian floats.
 */
@Path("/v1/embeddings")
@RunOnVirtualThread
class EmbeddingsResource {

    private static final int MAX_TEXTS = 256;
    private static final int MAX_CHARS = 20_000;

    private final TextEmbedder embedder;
    private final Tracer tracer;

    EmbeddingsResource(TextEmbedder embedder, Tracer tracer) {
        this.embedder = embedder;
        this.tracer = tracer;
    }

    @POST
    public ObjectNode embed(JsonNode json) {
        JsonFields body = JsonFields.body(json);
        String model = body.required("model");
        if (!model.equals(embedder.id())) {
            throw ApiException.of(
                    404,
                    "invalid_request_error",
                    "model",
                    "model_not_found",
                    "there is no embedding model '" + model + "'; there is '" + embedder.id() + "'");
        }
        String format = body.text("encoding_format");
        if (format != null && !format.equals("float") && !format.equals("base64")) {
            throw body.refused("encoding_format", "is '" + format + "'; it must be float or base64");
        }
        body.whole("dimensions", embedder.dimensions(), embedder.dimensions());
        TextEmbedder.Embedded read = read(texts(body));
        List<float[]> vectors = read.vectors();
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("object", "list");
        ArrayNode data = answer.putArray("data");
        for (int i = 0; i < vectors.size(); i++) {
            ObjectNode one = data.addObject().put("object", "embedding").put("index", i);
            if ("base64".equals(format)) {
                one.put("embedding", base64(vectors.get(i)));
            } else {
                ArrayNode numbers = one.putArray("embedding");
                for (float v : vectors.get(i)) {
                    numbers.add(v);
                }
            }
        }
        answer.putObject("usage").put("prompt_tokens", read.tokens()).put("total_tokens", read.tokens());
        return answer.put("model", embedder.id());
    }

    private TextEmbedder.Embedded read(List<String> texts) {
        Span span = GenAiSpan.of(tracer, "embeddings", embedder.id())
                .setAttribute("gen_ai.request.model", embedder.id())
                .startSpan();
        try {
            TextEmbedder.Embedded read = embedder.read(texts);
            span.setAttribute("gen_ai.response.model", embedder.id())
                    .setAttribute("gen_ai.usage.input_tokens", (long) read.tokens());
            return read;
        } catch (RuntimeException e) {
            GenAiSpan.fail(span, e);
            throw e;
        } finally {
            span.end();
        }
    }

    private static List<String> texts(JsonFields body) {
        List<String> texts = body.texts("input");
        if (texts.isEmpty() || texts.size() > MAX_TEXTS) {
            throw body.refused("input", "has " + texts.size() + " texts; 1 to " + MAX_TEXTS + " are needed");
        }
        for (int i = 0; i < texts.size(); i++) {
            int chars = texts.get(i).length();
            if (texts.get(i).isBlank() || chars > MAX_CHARS) {
                throw body.refused(
                        "input",
                        "holds a text of " + chars + " characters at " + i + "; 1 to " + MAX_CHARS
                                + " are needed, not only blanks");
            }
        }
        return texts;
    }

    private static String base64(float[] vector) {
        ByteBuffer bytes = ByteBuffer.allocate(4 * vector.length).order(ByteOrder.LITTLE_ENDIAN);
        for (float v : vector) {
            bytes.putFloat(v);
        }
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}
