package dev.autodidact.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;

/** Reference figures computed by PyTorch, transformers and peft; see fixtures/README.md. */
final class Fixture {
    private Fixture() {}

    /** A file or folder under fixtures/. */
    static Path path(String name) {
        URL url = Fixture.class.getResource("/fixtures/" + name);
        if (url == null) {
            throw new IllegalStateException("fixture " + name + " is missing");
        }
        try {
            return Path.of(url.toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    static JsonElement json(String name) {
        try {
            return JsonParser.parseString(Files.readString(path(name)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonObject object(String name) {
        return json(name).getAsJsonObject();
    }

    static int[] ints(JsonElement array) {
        return array.getAsJsonArray().asList().stream()
                .mapToInt(JsonElement::getAsInt)
                .toArray();
    }

    static double[] doubles(JsonElement array) {
        JsonArray a = array.getAsJsonArray();
        return a.asList().stream().mapToDouble(JsonElement::getAsDouble).toArray();
    }

    /** One tensor: shape and row-major values. */
    record Values(long[] shape, float[] data) {
        /** Row r of a [rows, columns] tensor. */
        float[] row(int r) {
            int columns = Math.toIntExact(shape[1]);
            return Arrays.copyOfRange(data, r * columns, (r + 1) * columns);
        }
    }

    /** All tensors of an f32 safetensors file, read independently of the code under test. */
    static Map<String, Values> tensors(String name) {
        try {
            ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path(name))).order(ByteOrder.LITTLE_ENDIAN);
            byte[] header = new byte[Math.toIntExact(file.getLong())];
            file.get(header);
            int start = file.position();
            Map<String, Values> out = new LinkedHashMap<>();
            JsonObject json = JsonParser.parseString(new String(header, StandardCharsets.UTF_8))
                    .getAsJsonObject();
            json.remove("__metadata__");
            json.entrySet().forEach(e -> {
                JsonObject o = e.getValue().getAsJsonObject();
                long[] shape = o.getAsJsonArray("shape").asList().stream()
                        .mapToLong(JsonElement::getAsLong)
                        .toArray();
                int begin = start + o.getAsJsonArray("data_offsets").get(0).getAsInt();
                int end = start + o.getAsJsonArray("data_offsets").get(1).getAsInt();
                float[] data = new float[(end - begin) / 4];
                file.slice(begin, end - begin)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .asFloatBuffer()
                        .get(data);
                out.put(e.getKey(), new Values(shape, data));
            });
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** MiniMind2-Small beside the repository, or the test is skipped with a printed reason. */
    static Path minimind() {
        for (Path p = Path.of("").toAbsolutePath(); p != null; p = p.getParent()) {
            Path folder = p.resolve("shared/models/minimind2-small");
            if (Files.isDirectory(folder)) {
                return folder;
            }
        }
        String reason = "skipped: no folder shared/models/minimind2-small beside the repository";
        System.out.println(reason);
        Assumptions.abort(reason);
        return null;
    }

    /** The sequences of a golden file as training rows: the prefix of -100 labels has weight 0, the rest 1. */
    static List<Example> rows(JsonObject golden) {
        return golden.getAsJsonArray("sequences").asList().stream()
                .map(JsonElement::getAsJsonObject)
                .map(s -> {
                    int[] ids = ints(s.get("ids"));
                    float[] weights = new float[ids.length];
                    Arrays.fill(weights, s.get("masked").getAsInt(), ids.length, 1f);
                    return new Example(ids, weights);
                })
                .toList();
    }

    /** The values of a peft adapter file in the engine's flat order. */
    static Adapter adapter(ModelConfig model, String folder, int rank, double alpha) {
        Map<String, Values> file = tensors(folder + "/adapter_model.safetensors");
        return Adapter.of(model, new LoraConfig(rank, alpha), flat(model, rank, file, ""));
    }

    /** The tensors {@code prefix + peft name} laid out in the engine's flat order. */
    static float[] flat(ModelConfig model, int rank, Map<String, Values> tensors, String prefix) {
        float[] out = new float[LoraLayout.size(model, rank)];
        for (LoraLayout.Part part : LoraLayout.parts(model, rank)) {
            float[] v = tensors.get(prefix + part.name()).data();
            System.arraycopy(v, 0, out, part.offset(), part.length());
        }
        return out;
    }

    static double maxDifference(float[] a, float[] b) {
        if (a.length != b.length) {
            throw new AssertionError("lengths " + a.length + " and " + b.length);
        }
        double max = 0;
        for (int i = 0; i < a.length; i++) {
            double d = Math.abs((double) a[i] - b[i]);
            max = Double.isNaN(d) ? Double.POSITIVE_INFINITY : Math.max(max, d);
        }
        return max;
    }

    static double norm(float[] a) {
        double sum = 0;
        for (float x : a) {
            sum += (double) x * x;
        }
        return Math.sqrt(sum);
    }
}
