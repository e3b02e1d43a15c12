package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {
    private static byte[] file(String header, int dataBytes) {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + text.length + dataBytes)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(text.length)
                .put(text)
                .array();
    }

    private static void isRefused(byte[] content, String... words) {
        assertThatThrownBy(() -> Safetensors.of("some.safetensors", content))
                .isInstanceOf(ModelFormatException.class)
                .hasMessageContaining("some.safetensors")
                .hasMessageContainingAll(words);
    }

    @Test
    void readsWhatTheReferenceLibraryWrote() {
        Safetensors ours = Safetensors.open(Fixture.path("tiny-llama/model.safetensors"));
        Map<String, Fixture.Values> theirs = Fixture.tensors("tiny-llama/model.safetensors");
        assertThat(ours.entries().keySet()).containsExactlyElementsOf(theirs.keySet());
        theirs.forEach((name, v) -> assertThat(ours.floats(name, v.shape())).isEqualTo(v.data()));
        assertThat(ours.metadata()).containsEntry("format", "pt");
    }

    @Test
    void writesWhatItReadsBackBitForBit() {
        SequencedMap<String, Safetensors.Tensor> tensors = new LinkedHashMap<>();
        float[] odd = {0f, -0f, 1e-42f, Float.MAX_VALUE, -Float.MIN_VALUE, 1 / 3f};
        tensors.put("a", new Safetensors.Tensor("F32", new long[] {2, 3}, odd));
        tensors.put("b", new Safetensors.Tensor("F16", new long[] {3}, new float[] {0.5f, -2f, 65504f}));
        Safetensors back = Safetensors.of("x", Safetensors.write(tensors, Map.of("who", "\"me\" é")));
        assertThat(back.floats("a", 2, 3)).isEqualTo(odd);
        assertThat(back.floats("b", 3)).containsExactly(0.5f, -2f, 65504f);
        assertThat(back.metadata()).containsEntry("who", "\"me\" é");
    }

    @Test
    void everyTruncationIsRefusedByName(@TempDir Path folder) throws IOException {
        byte[] whole = Files.readAllBytes(Fixture.path("tiny-llama-lora/adapter_model.safetensors"));
        for (int length : new int[] {0, 1, 7, 8, 9, 100, 1000, whole.length / 2, whole.length - 1}) {
            Path file = Files.write(folder.resolve("cut.safetensors"), Arrays.copyOf(whole, length));
            assertThatThrownBy(() -> Safetensors.open(file))
                    .as("first %d bytes", length)
                    .isInstanceOf(ModelFormatException.class)
                    .hasMessageContaining("cut.safetensors");
        }
    }

    @Test
    void impossibleHeadersAreRefused() {
        isRefused(new byte[0], "0 bytes");
        isRefused(
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(Long.MAX_VALUE)
                        .array(),
                "header");
        isRefused(
                ByteBuffer.allocate(16)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(-1)
                        .array(),
                "header");
        isRefused(file("[1,2]", 0), "malformed");
        isRefused(file("{\"a\":", 0), "malformed");
        isRefused(file("{\"a\":7}", 0), "malformed");
        isRefused(file("{\"a\":{}}", 0), "malformed");
        isRefused(file("{\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]}}", 8), "I64", "F32, F16, BF16");
        isRefused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}", 4), "a");
        isRefused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 4), "a");
        isRefused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[-4,0]}}", 4), "a");
        isRefused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[-1],\"data_offsets\":[0,4]}}", 4), "a");
        isRefused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[4611686018427387904,4],\"data_offsets\":[0,0]}}", 4), "a");
        isRefused(
                file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[9223372036854775807,4]}}", 4), "some");
        isRefused(file("{\"a\":{\"dtype\":\"F32\",\"shape\":[1e999],\"data_offsets\":[0,4]}}", 4), "some");
        isRefused(file("{\"a\":".repeat(20000) + "1" + "}".repeat(20000), 0), "malformed");
    }

    @Test
    void randomDamageNeverDoesMoreThanRefuse() throws IOException {
        byte[] whole = Files.readAllBytes(Fixture.path("tiny-llama-lora/adapter_model.safetensors"));
        int header =
                8 + (int) ByteBuffer.wrap(whole).order(ByteOrder.LITTLE_ENDIAN).getLong();
        Random random = new Random(3);
        int refused = 0;
        for (int n = 0; n < 4000; n++) {
            byte[] bad = whole.clone();
            for (int hits = 1 + random.nextInt(4); hits > 0; hits--) {
                bad[random.nextInt(header)] = (byte) random.nextInt(256);
            }
            try {
                Safetensors file = Safetensors.of("bad", bad);
                file.entries().forEach((name, e) -> file.floats(name, e.shape()));
            } catch (ModelFormatException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(1000);
    }
}
