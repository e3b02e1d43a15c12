package dev.autodidact.model;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SplittableRandom;

/**
 * An immutable LoRA adapter for one model shape. Its bytes are a safetensors file with PEFT's tensor names; its version
 * is the SHA-256 of those bytes.
 */
public final class Adapter {
    private final ModelConfig model;
    private final LoraConfig lora;
    private final float[] values;
    private final byte[] bytes;
    private final String version;

    private Adapter(ModelConfig model, LoraConfig lora, float[] values) {
        this.model = model;
        this.lora = lora;
        this.values = values;
        this.bytes = serialize(Map.of());
        this.version = sha256(bytes);
    }

    private Adapter(ModelConfig model, LoraConfig lora, float[] values, byte[] bytes, String version) {
        this.model = model;
        this.lora = lora;
        this.values = values;
        this.bytes = bytes;
        this.version = version;
    }

    /**
     * @param values flat parts in the order of {@link LoraLayout}; copied
     * @throws IllegalArgumentException if the length does not fit the model and the rank
     */
    public static Adapter of(ModelConfig model, LoraConfig lora, float[] values) {
        int expected = LoraLayout.size(model, lora.rank());
        if (values.length != expected) {
            throw new IllegalArgumentException("adapter has " + values.length + " values, rank " + lora.rank()
                    + " on this model asks for " + expected);
        }
        return new Adapter(model, lora, values.clone());
    }

    /** A fresh adapter that changes nothing: A uniform in ±1/√in (PEFT's Kaiming rule), B zero. */
    public static Adapter initial(ModelConfig model, LoraConfig lora, long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        float[] values = new float[LoraLayout.size(model, lora.rank())];
        for (LoraLayout.Part part : LoraLayout.parts(model, lora.rank())) {
            if (!part.isB()) {
                double bound = 1 / Math.sqrt(part.columns());
                for (int i = 0; i < part.length(); i++) {
                    values[part.offset() + i] = (float) ((2 * random.nextDouble() - 1) * bound);
                }
            }
        }
        return new Adapter(model, lora, values);
    }

    /**
     * Reads the bytes that {@link #bytes()} gave.
     *
     * @throws ModelFormatException if they are malformed or made for another shape
     */
    public static Adapter parse(ModelConfig model, String source, byte[] content) {
        Safetensors file = Safetensors.of(source, content);
        LoraConfig lora = lora(source, file);
        return new Adapter(model, lora, values(model, lora, file));
    }

    /**
     * Reads bytes whose SHA-256 the caller has just found to be this version: they are neither written nor hashed a second
     * time. The array is the adapter's from now on.
     *
     * @throws ModelFormatException if they are malformed or made for another shape
     */
    public static Adapter verified(ModelConfig model, String version, byte[] content) {
        Safetensors file = Safetensors.of(version, content);
        LoraConfig lora = lora(version, file);
        return new Adapter(model, lora, values(model, lora, file), content, version);
    }

    private static LoraConfig lora(String source, Safetensors file) {
        try {
            return new LoraConfig(
                    Integer.parseInt(file.metadata().getOrDefault("rank", "")),
                    Double.parseDouble(file.metadata().getOrDefault("alpha", "")));
        } catch (IllegalArgumentException e) {
            throw new ModelFormatException(source + ": metadata rank and alpha are missing or wrong", e);
        }
    }

    private static float[] values(ModelConfig model, LoraConfig lora, Safetensors file) {
        float[] values = new float[LoraLayout.size(model, lora.rank())];
        for (LoraLayout.Part part : LoraLayout.parts(model, lora.rank())) {
            file.floats(part.name(), values, part.offset(), part.rows(), part.columns());
        }
        return values;
    }

    /** Rank and alpha. */
    public LoraConfig lora() {
        return lora;
    }

    /** SHA-256 of {@link #bytes()}, 64 hex digits. */
    public String version() {
        return version;
    }

    /** The safetensors file, {@code adapter_model.safetensors} of a PEFT folder. */
    public byte[] bytes() {
        return bytes.clone();
    }

    /** The same file with more metadata; another version by its hash, the same adapter by its values. */
    byte[] bytes(Map<String, String> more) {
        return serialize(more);
    }

    /**
     * The Euclidean distance between the values of two adapters.
     *
     * @throws IllegalArgumentException if they do not have as many
     */
    public double distance(Adapter other) {
        if (values.length != other.values.length) {
            throw new IllegalArgumentException(
                    "adapters of " + values.length + " and " + other.values.length + " values have no distance");
        }
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += (double) (values[i] - other.values[i]) * (values[i] - other.values[i]);
        }
        return Math.sqrt(sum);
    }

    /** A copy of the flat values. */
    public float[] values() {
        return values.clone();
    }

    float[] sharedValues() {
        return values;
    }

    /** Whether no value is NaN or infinite. */
    public boolean finite() {
        for (float v : values) {
            if (!Float.isFinite(v)) {
                return false;
            }
        }
        return true;
    }

    /** The same update multiplied by {@code factor} (on B). */
    public Adapter scaled(double factor) {
        float[] out = values.clone();
        for (LoraLayout.Part part : LoraLayout.parts(model, lora.rank())) {
            if (part.isB()) {
                for (int i = 0; i < part.length(); i++) {
                    out[part.offset() + i] *= (float) factor;
                }
            }
        }
        return new Adapter(model, lora, out);
    }

    /** The update ΔW of one linear layer, row-major [out, in], in f64. */
    double[][] delta(int layer, int linear) {
        LoraLayout.Part a = LoraLayout.parts(model, lora.rank()).get((layer * 7 + linear) * 2);
        LoraLayout.Part b = LoraLayout.parts(model, lora.rank()).get((layer * 7 + linear) * 2 + 1);
        double[][] out = new double[b.rows()][a.columns()];
        for (int o = 0; o < b.rows(); o++) {
            for (int r = 0; r < lora.rank(); r++) {
                double f = values[b.offset() + o * lora.rank() + r] * lora.scale();
                for (int i = 0; i < a.columns(); i++) {
                    out[o][i] += f * values[a.offset() + r * a.columns() + i];
                }
            }
        }
        return out;
    }

    private byte[] serialize(Map<String, String> more) {
        SequencedMap<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        for (LoraLayout.Part part : LoraLayout.parts(model, lora.rank())) {
            tensors.put(
                    part.name(),
                    new Safetensors.Tensor(
                            "F32",
                            new long[] {part.rows(), part.columns()},
                            Arrays.copyOfRange(values, part.offset(), part.offset() + part.length())));
        }
        Map<String, String> metadata = metadata();
        metadata.putAll(more);
        return Safetensors.write(tensors, metadata);
    }

    private Map<String, String> metadata() {
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("format", "pt");
        metadata.put("rank", Integer.toString(lora.rank()));
        metadata.put("alpha", Double.toString(lora.alpha()));
        return metadata;
    }

    static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Adapter a && a.version.equals(version);
    }

    @Override
    public int hashCode() {
        return version.hashCode();
    }

    @Override
    public String toString() {
        return "Adapter[" + version.substring(0, 12) + ", rank " + lora.rank() + "]";
    }
}
