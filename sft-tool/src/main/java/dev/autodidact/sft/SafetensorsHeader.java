package dev.autodidact.sft;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.autodidact.memory.Excerpt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The header of a safetensors file from outside, checked before any of its tensors is read: known types, shapes that fit
 * their bytes, no overlap and no hole. It is read as a stream and nothing is kept of it, so that a header cannot ask for
 * more memory than its own length.
 *
 * @see <a href="https://huggingface.co/docs/safetensors">format</a>
 */
final class SafetensorsHeader {

    /** An adapter of 100 layers has 1,400 tensors in 200 KB of header. */
    static final int MAX_BYTES = 1 << 20;

    static final int MAX_TENSORS = 10_000;

    private static final int MAX_AXES = 4;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(8)
                    .maxNumberLength(24)
                    .maxNameLength(512)
                    .maxStringLength(65_536)
                    .build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private record Span(long begin, long end) {}

    private final List<Span> spans = new ArrayList<>();

    private SafetensorsHeader() {}

    /**
     * Checks a header.
     *
     * @return bytes of all tensors together
     * @throws InvalidAdapterException naming what is wrong
     */
    static long check(byte[] header) {
        SafetensorsHeader checked = new SafetensorsHeader();
        try (JsonParser json = JSON.createParser(header)) {
            checked.tensors(json);
        } catch (IOException e) {
            throw new InvalidAdapterException(
                    "the safetensors header is not the JSON that is expected: " + firstLine(e.getMessage()));
        }
        return checked.contiguous();
    }

    /** Whether a JSON document is no deeper and no larger in its parts than such files are. */
    static void checkJson(String name, byte[] content) {
        try (JsonParser json = JSON.createParser(content)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new InvalidAdapterException(name + " is no JSON object");
            }
            json.skipChildren();
            if (json.nextToken() != null) {
                throw new InvalidAdapterException(name + " goes on after its end");
            }
        } catch (IOException e) {
            throw new InvalidAdapterException(name + " is not JSON: " + firstLine(e.getMessage()));
        }
    }

    private void tensors(JsonParser json) throws IOException {
        expect(json, json.nextToken(), JsonToken.START_OBJECT);
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            expect(json, json.nextToken(), JsonToken.START_OBJECT);
            if (name.equals("__metadata__")) {
                metadata(json);
            } else {
                if (spans.size() == MAX_TENSORS) {
                    throw new InvalidAdapterException("the file names more than " + MAX_TENSORS + " tensors");
                }
                tensor(name, json);
            }
        }
        expect(json, json.currentToken(), JsonToken.END_OBJECT);
        if (json.nextToken() != null) {
            throw new InvalidAdapterException("the safetensors header goes on after its end");
        }
    }

    private static void metadata(JsonParser json) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            expect(json, json.nextToken(), JsonToken.VALUE_STRING);
        }
        expect(json, json.currentToken(), JsonToken.END_OBJECT);
    }

    private void tensor(String name, JsonParser json) throws IOException {
        int width = 0;
        long[] shape = null;
        long[] offsets = null;
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String field = json.currentName();
            json.nextToken();
            switch (field) {
                case "dtype" -> width = width(name, json);
                case "shape" -> shape = numbers(name, field, json);
                case "data_offsets" -> offsets = numbers(name, field, json);
                default -> throw wrong(name, "has a field '" + firstLine(field) + "'");
            }
        }
        expect(json, json.currentToken(), JsonToken.END_OBJECT);
        if (width == 0 || shape == null || offsets == null || offsets.length != 2) {
            throw wrong(name, "needs dtype, shape and two data_offsets");
        }
        if (offsets[1] < offsets[0]) {
            throw wrong(name, "ends at byte " + offsets[1] + ", before it begins at " + offsets[0]);
        }
        long bytes = width;
        for (long size : shape) {
            try {
                bytes = Math.multiplyExact(bytes, size);
            } catch (ArithmeticException e) {
                throw wrong(name, "has a shape of more than 2^63 bytes");
            }
        }
        if (bytes != offsets[1] - offsets[0]) {
            throw wrong(name, "has " + (offsets[1] - offsets[0]) + " bytes, its shape and type ask for " + bytes);
        }
        spans.add(new Span(offsets[0], offsets[1]));
    }

    private static int width(String name, JsonParser json) throws IOException {
        String type = json.currentToken() == JsonToken.VALUE_STRING ? json.getText() : "";
        return switch (type) {
            case "F32" -> 4;
            case "F16", "BF16" -> 2;
            default -> throw wrong(name, "has dtype '" + firstLine(type) + "'; F32, F16 and BF16 are read");
        };
    }

    private static long[] numbers(String name, String field, JsonParser json) throws IOException {
        expect(json, json.currentToken(), JsonToken.START_ARRAY);
        long[] numbers = new long[MAX_AXES];
        int count = 0;
        while (json.nextToken() == JsonToken.VALUE_NUMBER_INT) {
            if (count == MAX_AXES) {
                throw wrong(name, "has more than " + MAX_AXES + " numbers in " + field);
            }
            long number = json.getLongValue();
            if (number < 0) {
                throw wrong(name, "has " + number + " in " + field);
            }
            numbers[count++] = number;
        }
        expect(json, json.currentToken(), JsonToken.END_ARRAY);
        return java.util.Arrays.copyOf(numbers, count);
    }

    private long contiguous() {
        spans.sort(Comparator.comparingLong(Span::begin).thenComparingLong(Span::end));
        long at = 0;
        for (Span span : spans) {
            if (span.begin() != at) {
                throw new InvalidAdapterException(
                        span.begin() < at
                                ? "tensors overlap at byte " + span.begin()
                                : "no tensor has the bytes " + at + " to " + span.begin());
            }
            at = span.end();
        }
        return at;
    }

    private static void expect(JsonParser json, JsonToken found, JsonToken expected) throws IOException {
        if (found != expected) {
            throw new InvalidAdapterException("the safetensors header has " + found + " at byte "
                    + json.currentTokenLocation().getByteOffset() + ", expected " + expected);
        }
    }

    private static InvalidAdapterException wrong(String tensor, String what) {
        return new InvalidAdapterException("tensor '" + firstLine(tensor) + "' " + what);
    }

    private static String firstLine(String text) {
        return text == null ? "" : Excerpt.of(text.lines().findFirst().orElse(""));
    }
}
