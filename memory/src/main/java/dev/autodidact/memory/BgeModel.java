package dev.autodidact.memory;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import dev.langchain4j.model.embedding.onnx.AbstractInProcessEmbeddingModel;
import dev.langchain4j.model.embedding.onnx.OnnxBertBiEncoder;
import dev.langchain4j.model.embedding.onnx.PoolingMode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * The library's bge-small-en-v1.5, computed on the calling thread alone. As the library makes it, it computes on as many
 * threads as there are cores, which wait for one another by spinning: short texts take longer so, and twice the processor time.
 */
final class BgeModel extends AbstractInProcessEmbeddingModel {

    private static final int DIMENSIONS = 384;
    private static final String WEIGHTS = "/bge-small-en-v1.5-q.onnx";
    private static final String TOKENIZER = "/bge-small-en-v1.5-q-tokenizer.json";

    private final OnnxBertBiEncoder encoder;

    /** Loads it; takes about a second. */
    BgeModel() {
        super(Runnable::run);
        try (InputStream weights = BgeModel.class.getResourceAsStream(WEIGHTS);
                InputStream tokenizer = BgeModel.class.getResourceAsStream(TOKENIZER);
                OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            options.setInterOpNumThreads(1);
            OrtEnvironment environment = OrtEnvironment.getEnvironment();
            OrtSession session = environment.createSession(weights.readAllBytes(), options);
            this.encoder = new OnnxBertBiEncoder(environment, session, tokenizer, PoolingMode.CLS);
        } catch (IOException e) {
            throw new UncheckedIOException("the embedding model cannot be read", e);
        } catch (OrtException e) {
            throw new IllegalStateException("the embedding model cannot be loaded", e);
        }
    }

    @Override
    protected OnnxBertBiEncoder model() {
        return encoder;
    }

    @Override
    protected Integer knownDimension() {
        return DIMENSIONS;
    }
}
