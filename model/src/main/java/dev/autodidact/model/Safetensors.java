package dev.autodidact.model;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;

/**
 * A safetensors file: an 8-byte little-endian header length, a JSON header, and the bytes of the tensors.
 *
 * <p>Every offset, shape and type is checked against the file before anything is read, and the header is capped.
 *
 * @see <a href="https://huggingface.co/docs/safetensors">format</a>
 */
public final class Safetensors {
    /** Longest header accepted, bytes. */
    static final long MAX_HEADER_BYTES = 16L << 20;

    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfFloat FLOAT =
            ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /**
     * One tensor's place in the file.
     *
     * @param dtype F32, F16 or BF16
     * @param shape sizes of the axes
     * @param begin first byte, counted from the start of the file
     * @param end byte after the last
     */
    record Entry(String dtype, long[] shape, long begin, long end) {
        long elements() {
            long n = 1;
            for (long s : shape) {
                n *= s;
            }
            return n;
        }
    }

    private final String source;
    private final MemorySegment bytes;
    private final SequencedMap<String, Entry> entries;
    private final Map<String, String> metadata;

    private Safetensors(
            String source, MemorySegment bytes, SequencedMap<String, Entry> entries, Map<String, String> metadata) {
        this.source = source;
        this.bytes = bytes;
        this.entries = entries;
        this.metadata = metadata;
    }

    /**
     * Maps a file into memory.
     *
     * @throws ModelFormatException if it is missing, truncated or malformed
     */
    static Safetensors open(Path file) {
        if (!Files.isRegularFile(file)) {
            throw new ModelFormatException(file + ": file is missing");
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            return parse(
                    file.toString(), channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size(), Arena.ofAuto()));
        } catch (IOException e) {
            throw new ModelFormatException(file + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** Reads a file held in memory; {@code source} names it in errors. */
    static Safetensors of(String source, byte[] content) {
        return parse(source, MemorySegment.ofArray(content));
    }

    private static Safetensors parse(String source, MemorySegment bytes) {
        if (bytes.byteSize() < 8) {
            throw new ModelFormatException(
                    source + ": " + bytes.byteSize() + " bytes, a safetensors file has at least 8");
        }
        long headerBytes = bytes.get(ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 0);
        if (headerBytes < 2 || headerBytes > MAX_HEADER_BYTES || headerBytes > bytes.byteSize() - 8) {
            throw new ModelFormatException(source + ": header length " + headerBytes + " does not fit a file of "
                    + bytes.byteSize() + " bytes (at most " + MAX_HEADER_BYTES + "); truncated or not safetensors");
        }
        byte[] header = bytes.asSlice(8, headerBytes).toArray(ValueLayout.JAVA_BYTE);
        SequencedMap<String, Entry> entries = new LinkedHashMap<>();
        Map<String, String> metadata = new LinkedHashMap<>();
        try {
            JsonObject json = JsonParser.parseString(new String(header, StandardCharsets.UTF_8))
                    .getAsJsonObject();
            for (Map.Entry<String, JsonElement> e : json.entrySet()) {
                if (e.getKey().equals("__metadata__")) {
                    e.getValue()
                            .getAsJsonObject()
                            .entrySet()
                            .forEach(m -> metadata.put(m.getKey(), m.getValue().getAsString()));
                } else {
                    entries.put(
                            e.getKey(),
                            entry(
                                    source,
                                    e.getKey(),
                                    e.getValue().getAsJsonObject(),
                                    8 + headerBytes,
                                    bytes.byteSize()));
                }
            }
        } catch (JsonParseException
                | IllegalStateException
                | UnsupportedOperationException
                | NumberFormatException
                | ArithmeticException
                | ClassCastException
                | IndexOutOfBoundsException
                | NullPointerException e) {
            throw new ModelFormatException(source + ": malformed safetensors header (" + e.getMessage() + ")", e);
        }
        return new Safetensors(source, bytes, entries, metadata);
    }

    private static Entry entry(String source, String name, JsonObject json, long dataStart, long fileBytes) {
        String dtype = json.get("dtype").getAsString();
        int size = switch (dtype) {
            case "F32" -> 4;
            case "F16", "BF16" -> 2;
            default ->
                throw new ModelFormatException(source + ": tensor " + name + " has dtype " + dtype
                        + ", supported: F32, F16, BF16; quantised weights are"
                        + " not loaded, take the unquantised model");
        };
        JsonArray dims = json.getAsJsonArray("shape");
        long[] shape = new long[dims.size()];
        long elements = 1;
        for (int i = 0; i < shape.length; i++) {
            shape[i] = dims.get(i).getAsLong();
            if (shape[i] < 0 || (shape[i] != 0 && elements > fileBytes / shape[i])) {
                throw new ModelFormatException(source + ": tensor " + name + " has a shape larger than the file");
            }
            elements *= shape[i];
        }
        JsonArray offsets = json.getAsJsonArray("data_offsets");
        long begin = Math.addExact(dataStart, offsets.get(0).getAsLong());
        long end = Math.addExact(dataStart, offsets.get(1).getAsLong());
        if (begin < dataStart || end < begin || end > fileBytes) {
            throw new ModelFormatException(source + ": tensor " + name + " ends at byte " + end + " but the file has "
                    + fileBytes + "; truncated");
        }
        if (end - begin != elements * size) {
            throw new ModelFormatException(source + ": tensor " + name + " has " + (end - begin)
                    + " bytes, its shape and dtype ask for " + elements * size);
        }
        return new Entry(dtype, shape, begin, end);
    }

    SequencedMap<String, Entry> entries() {
        return entries;
    }

    Map<String, String> metadata() {
        return metadata;
    }

    /**
     * Checks that there is a tensor of that shape.
     *
     * @throws ModelFormatException if there is not
     */
    Entry expect(String name, long... shape) {
        Entry e = entries.get(name);
        if (e == null) {
            throw new ModelFormatException(source + ": tensor " + name + " is missing");
        }
        if (!java.util.Arrays.equals(e.shape(), shape)) {
            throw new ModelFormatException(source + ": tensor " + name + " has shape "
                    + java.util.Arrays.toString(e.shape()) + ", expected " + java.util.Arrays.toString(shape));
        }
        return e;
    }

    /**
     * The values of one tensor, widened to f32, row-major.
     *
     * @throws ModelFormatException if there is no such tensor or it has another shape
     */
    float[] floats(String name, long... shape) {
        return floats(name, shape, 0, Math.toIntExact(expect(name, shape).elements()));
    }

    /** {@code count} of these values, from the given one on. */
    float[] floats(String name, long[] shape, long from, int count) {
        float[] out = new float[count];
        copy(expect(name, shape), from, out, 0, count);
        return out;
    }

    /** All values of a tensor of this shape, into {@code out} from {@code at} on. */
    void floats(String name, float[] out, int at, long... shape) {
        Entry e = expect(name, shape);
        copy(e, 0, out, at, Math.toIntExact(e.elements()));
    }

    private void copy(Entry e, long from, float[] out, int start, int count) {
        switch (e.dtype()) {
            case "F32" -> MemorySegment.copy(bytes, FLOAT, e.begin() + 4 * from, out, start, count);
            case "F16" -> {
                long at = e.begin() + 2 * from;
                for (int i = 0; i < count; i++) {
                    out[start + i] = Float.float16ToFloat(bytes.get(SHORT, at + 2L * i));
                }
            }
            default -> {
                long at = e.begin() + 2 * from;
                for (int i = 0; i < count; i++) {
                    out[start + i] = Float.intBitsToFloat(bytes.get(SHORT, at + 2L * i) << 16);
                }
            }
        }
    }

    /** A tensor to be written: f32 values, stored as {@code dtype} (F32 or F16). */
    record Tensor(String dtype, long[] shape, float[] values) {}

    /** Writes a safetensors file into memory; tensors in the order of the map. */
    static byte[] write(SequencedMap<String, Tensor> tensors, Map<String, String> metadata) {
        JsonObject header = new JsonObject();
        if (!metadata.isEmpty()) {
            JsonObject meta = new JsonObject();
            metadata.forEach(meta::addProperty);
            header.add("__metadata__", meta);
        }
        long offset = 0;
        for (Map.Entry<String, Tensor> t : tensors.entrySet()) {
            JsonObject e = new JsonObject();
            e.addProperty("dtype", t.getValue().dtype());
            JsonArray shape = new JsonArray();
            for (long s : t.getValue().shape()) {
                shape.add(s);
            }
            e.add("shape", shape);
            JsonArray offsets = new JsonArray();
            offsets.add(offset);
            offset +=
                    (long) t.getValue().values().length * (t.getValue().dtype().equals("F32") ? 4 : 2);
            offsets.add(offset);
            e.add("data_offsets", offsets);
            header.add(t.getKey(), e);
        }
        byte[] text = header.toString().getBytes(StandardCharsets.UTF_8);
        int padded = (text.length + 7) / 8 * 8;
        java.nio.ByteBuffer out = java.nio.ByteBuffer.allocate(Math.toIntExact(8 + padded + offset))
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(padded);
        out.put(text);
        for (int i = text.length; i < padded; i++) {
            out.put((byte) ' ');
        }
        for (Tensor t : tensors.values()) {
            if (t.dtype().equals("F32")) {
                for (float f : t.values()) {
                    out.putFloat(f);
                }
            } else {
                for (float f : t.values()) {
                    out.putShort(Float.floatToFloat16(f));
                }
            }
        }
        return out.array();
    }
}
