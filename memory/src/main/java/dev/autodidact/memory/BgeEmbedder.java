package dev.autodidact.memory;

import dev.langchain4j.data.embedding.Embedding;
import dev.langchain4j.model.embedding.EmbeddingModel;
import dev.langchain4j.model.output.Response;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
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
        List<float[]> vectors = new ArrayList<>();
        int tokens = 0;
        for (String text : texts) {
            Response<Embedding> read = one(text);
            vectors.add(read.content().vector());
            tokens += read.tokenUsage().inputTokenCount();
        }
        return new Embedded(vectors, tokens);
    }

    /** A text of which the model sees nothing, such as characters without width, has the vector of a full stop. */
    private Response<Embedding> one(String text) {
        try {
            return model().embed(text);
        } catch (IllegalArgumentException e) {
            return model().embed(".");
        }
    }

    private synchronized EmbeddingModel model() {
        if (model == null) {
            model = new BgeModel();
        }
        return model;
    }
}
