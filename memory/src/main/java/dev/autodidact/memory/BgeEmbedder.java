package dev.autodidact.memory;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.data.segment.TextSegment;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.embedding.onnx.bgesmallenv15q.BgeSmallEnV15QuantizedEmbeddingModel;
import dev.langchain4j.model.output.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;

/**
 * bge-small-en-v1.5, quantized, in this process: 384 dimensions, 512 tokens. Loaded at its first use.
 *
 * @see <a href="https://huggingface.co/BAAI/bge-small-en-v1.5">the model's page</a>
 */
@ApplicationScoped
public class BgeEmbedder implements TextEmbedder {

    private static final int DIMENSIONS = 384;

    private EmbeddingModel model;

    @Override
    public String id() {
        return "bge-small-en-v1.5-q";
    }

    @Override
    public int dimensions() {
        return DIMENSIONS;
    }

    @Override
    public Embedded read(List<String> texts) {
        Response<List<Embedding>> read =
                model().embedAll(texts.stream().map(TextSegment::from).toList());
        return new Embedded(
                read.content().stream().map(Embedding::vector).toList(),
                read.tokenUsage().inputTokenCount());
    }

    private synchronized EmbeddingModel model() {
        if (model == null) {
            // one after the other on the caller's thread: the chat beside it keeps its cores
            model = new BgeSmallEnV15QuantizedEmbeddingModel(Runnable::run);
        }
        return model;
    }
}
