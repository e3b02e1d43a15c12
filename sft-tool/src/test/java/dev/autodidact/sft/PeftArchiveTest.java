package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.model.Adapter;
import dev.autodidact.model.LoraConfig;
import dev.autodidact.model.ModelConfig;
import dev.autodidact.model.ModelFormatException;
import dev.autodidact.model.PeftAdapter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

/** S4, S5 and S6: what anybody may send. {@code -Dautodidact.fuzz=1000000} makes more cases than the build does. */
class PeftArchiveTest {

    private static final ModelConfig SHAPE = new ModelConfig(8, 1, 1, 1, 8, 8, 16, 1e-5, 10_000, 64, true, Set.of(0));
    private static final int MAX = 1 << 20;
    private static final int CASES = Integer.getInteger("autodidact.fuzz", 100_000);

    private static final Adapter ADAPTER = Adapter.initial(SHAPE, new LoraConfig(2, 4), 1);

    private static SequencedMap<String, byte[]> files() {
        return new LinkedHashMap<>(new PeftAdapter(ADAPTER, "tiny", "").files());
    }

    private static byte[] zip(Map<String, byte[]> files) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return out.toByteArray();
    }

    private static Adapter read(byte[] zip) throws IOException {
        return PeftAdapter.read(PeftArchive.read(new ByteArrayInputStream(zip), MAX), SHAPE, "")
                .adapter();
    }

    private static void assertRefused(String what, byte[] zip, String... words) {
        assertThatThrownBy(() -> read(zip))
                .as(what)
                .isInstanceOf(InvalidAdapterException.class)
                .hasMessageContainingAll(words);
    }

    private static byte[] safetensors(String header, int data) {
        byte[] json = header.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + json.length + data)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(json.length)
                .put(json)
                .array();
    }

    private static byte[] withTensors(byte[] tensors) throws IOException {
        SequencedMap<String, byte[]> files = files();
        files.put(PeftArchive.TENSORS, tensors);
        return zip(files);
    }

    @Test
    void whatWasTakenOutComesInAgainAsTheSameVersion() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PeftArchive.write(files(), out);
        assertThat(read(out.toByteArray()).version()).isEqualTo(ADAPTER.version());
        SequencedMap<String, byte[]> folder = new LinkedHashMap<>();
        folder.put("my-adapter/", new byte[0]);
        files().forEach((name, content) -> folder.put("my-adapter/" + name, content));
        folder.put("my-adapter/README.md", new byte[100]);
        assertThat(read(zip(folder)).version()).isEqualTo(ADAPTER.version());
    }

    @Test
    void noNameOfAnEntryEverMeetsTheFileSystem() throws IOException {
        List<String> names = new ArrayList<>();
        for (String target : List.of("evil", "adapter_model.safetensors", "adapter_config.json", "etc/passwd")) {
            names.addAll(List.of(
                    "../" + target,
                    "../../" + target,
                    "a/../../" + target,
                    "/" + target,
                    "//" + target,
                    "/tmp/" + target,
                    "..\\" + target,
                    "C:\\" + target,
                    "C:/" + target,
                    "\\\\host\\share\\" + target,
                    "./" + target,
                    "a/./" + target,
                    "a//" + target,
                    "a/b/c/" + target,
                    "~/" + target,
                    ".ssh/" + target,
                    "a/..",
                    "..",
                    "%2e%2e/" + target,
                    "a\0b/" + target,
                    "．．/" + target,
                    "a /" + target,
                    "-" + target,
                    "..a/" + target,
                    "\u202e" + target));
        }
        assertThat(names).hasSizeGreaterThanOrEqualTo(100);
        for (String name : names) {
            SequencedMap<String, byte[]> files = new LinkedHashMap<>();
            files.put(name, "x".getBytes(StandardCharsets.UTF_8));
            files().forEach(files::putIfAbsent);
            assertRefused(name, zip(files), "the zip holds");
        }
        // a symbolic link is an entry whose content is its target
        SequencedMap<String, byte[]> link = files();
        link.put(PeftArchive.TENSORS, "/etc/passwd".getBytes(StandardCharsets.UTF_8));
        assertRefused("link", zip(link), "header");
    }

    @Test
    void whatCanRunCodeIsRefusedBeforeAnyOfItIsRead() throws IOException {
        for (String name : List.of(
                "adapter_model.bin",
                "adapter_model.pt",
                "training_args.bin",
                "model.pth",
                "optimizer.pkl",
                "model.ckpt",
                "model.gguf",
                "MODEL.GGUF",
                "model.h5",
                "weights.npz",
                "modeling.py",
                "lib.so")) {
            SequencedMap<String, byte[]> files = new LinkedHashMap<>();
            files.put(name, new byte[] {(byte) 0x80, 2});
            files.putAll(files());
            assertRefused(name, zip(files), name, "can run code");
        }
        byte[] pickle = {(byte) 0x80, 2, '}', 'q', 0, '.', 0, 0, 0, 0};
        byte[] gguf = "GGUF\3\0\0\0\377\377\377\377\377\377\377\177".getBytes(StandardCharsets.ISO_8859_1);
        SequencedMap<String, byte[]> torch = new LinkedHashMap<>();
        torch.put("archive/data.pkl", pickle);
        assertRefused("torch.save", zip(torch), "data.pkl", "can run code");
        assertRefused("pickle", pickle, "no zip", "pickle");
        assertRefused("gguf", gguf, "no zip", "GGUF");
        assertRefused("pickle as tensors", withTensors(pickle), "header", "pickle");
        assertRefused("gguf as tensors", withTensors(gguf), "header", "GGUF");
        assertRefused("zip as tensors", withTensors(zip(torch)), "header", "torch.save");
        assertRefused("nothing", new byte[0], "no zip");
    }

    @Test
    void aBombIsPutDownAtItsFirstBytes() throws IOException {
        byte[] zeros = new byte[32 << 20];
        assertRefused("zeros", withTensors(zeros), "header of 0 bytes");
        SequencedMap<String, byte[]> config = files();
        config.put(PeftArchive.CONFIG, zeros);
        assertRefused("config", zip(config), "more than 65536 bytes");
        SequencedMap<String, byte[]> card = files();
        card.putFirst("README.md", zeros);
        assertRefused("card", zip(card), "not needed");
        SequencedMap<String, byte[]> many = new LinkedHashMap<>();
        for (int i = 0; i < 100; i++) {
            many.put("a" + i + ".md", new byte[1]);
        }
        assertRefused("many", zip(many), "more than 64 entries");
        byte[] deep = ("{\"a\":" + "[".repeat(20_000)).getBytes(StandardCharsets.UTF_8);
        config.put(PeftArchive.CONFIG, deep);
        assertRefused("deep", zip(config), "not JSON");
    }

    @Test
    void aHeaderThatLiesIsRefused() throws IOException {
        assertRefused("2^63", tensor("F32", "[9223372036854775807]", 0, 4), "2^63");
        assertRefused("2^63 by product", tensor("F32", "[4294967296,4294967296]", 0, 4), "2^63");
        assertRefused("more than 2^63", tensor("F32", "[99999999999999999999]", 0, 4), "JSON");
        assertRefused("negative", tensor("F32", "[-1]", 0, 4), "-1");
        assertRefused("negative offset", tensor("F32", "[1]", -4, 0), "-4");
        assertRefused("backwards", tensor("F32", "[1]", 4, 0), "before it begins");
        assertRefused("dtype", tensor("F64", "[1]", 0, 8), "F64");
        assertRefused("code as dtype", tensor("__reduce__", "[1]", 0, 8), "__reduce__");
        assertRefused("axes", tensor("F32", "[1,1,1,1,1]", 0, 4), "more than 4 numbers");
        assertRefused("size", tensor("F32", "[2]", 0, 4), "ask for 8");
        assertRefused("large", tensor("F32", "[500000]", 0, 2_000_000), "at most " + MAX);
        assertRefused("fraction", tensor("F32", "[1.5]", 0, 4), "expected");
        assertRefused("hole", tensors("\"a\":" + entry(0, 4) + ",\"b\":" + entry(8, 12), 12), "no tensor has");
        assertRefused("overlap", tensors("\"a\":" + entry(0, 4) + ",\"b\":" + entry(2, 6), 6), "overlap");
        assertRefused("twice", tensors("\"a\":" + entry(0, 4) + ",\"a\":" + entry(4, 8), 8), "uplicate");
        assertRefused("rest", tensors("\"a\":" + entry(0, 4), 8), "goes on");
        assertRefused("short", tensors("\"a\":" + entry(0, 4), 2), "truncated");
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 100_000; i++) {
            many.append(i == 0 ? "" : ",").append("\"t").append(i).append("\":").append(entry(4L * i, 4L * i + 4));
        }
        assertRefused("100k tensors", tensors(many.toString(), 4), "header of");
        StringBuilder more = new StringBuilder();
        for (int i = 0; i < 12_000; i++) {
            more.append(i == 0 ? "" : ",").append("\"t").append(i).append("\":").append(entry(4L * i, 4L * i + 4));
        }
        assertRefused("12k tensors", tensors(more.toString(), 4), "more than 10000 tensors");
    }

    private static String entry(long begin, long end) {
        return "{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[" + begin + "," + end + "]}";
    }

    private static byte[] tensors(String entries, int data) throws IOException {
        return withTensors(safetensors("{" + entries + "}", data));
    }

    private static byte[] tensor(String dtype, String shape, long begin, long end) throws IOException {
        return tensors(
                "\"a\":{\"dtype\":\"" + dtype + "\",\"shape\":" + shape + ",\"data_offsets\":[" + begin + "," + end
                        + "]}",
                (int) Math.clamp(end, 0, 4));
    }

    /** Any bytes give an adapter or a refusal in words, and no case asks for more memory than the bound allows. */
    @Test
    void mutatedArchivesAreTakenOrRefusedAndNothingElse() throws IOException {
        SplittableRandom random = new SplittableRandom(20_261_121);
        byte[] whole = zip(files());
        byte[] tensors = files().get(PeftArchive.TENSORS);
        byte[] config = files().get(PeftArchive.CONFIG);
        int taken = 0;
        long slowestNs = 0;
        for (int i = 0; i < CASES; i++) {
            byte[] body = switch (i % 4) {
                case 0 -> mutated(whole, random);
                case 1 -> stored(config, mutated(tensors, random));
                case 2 -> stored(mutated(config, random), tensors);
                default -> stored(config, spliced(tensors, random));
            };
            long start = System.nanoTime();
            try {
                read(body);
                taken++;
            } catch (InvalidAdapterException | ModelFormatException e) {
                assertThat(e.getMessage()).isNotBlank();
            } catch (RuntimeException | Error e) {
                throw new AssertionError("case " + i + " of seed 20261121", e);
            }
            slowestNs = Math.max(slowestNs, System.nanoTime() - start);
        }
        System.out.printf("%d cases, %d taken, slowest %.1f ms%n", CASES, taken, slowestNs / 1e6);
        assertThat(taken).isBetween(1, CASES - 1);
    }

    private static byte[] stored(byte[] config, byte[] tensors) throws IOException {
        SequencedMap<String, byte[]> files = new LinkedHashMap<>();
        files.put(PeftArchive.CONFIG, config);
        files.put(PeftArchive.TENSORS, tensors);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.setLevel(0);
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
            }
        }
        return out.toByteArray();
    }

    private static byte[] mutated(byte[] content, SplittableRandom random) {
        byte[] out =
                random.nextInt(8) == 0 ? Arrays.copyOf(content, random.nextInt(content.length + 1)) : content.clone();
        for (int i = random.nextInt(6); i >= 0 && out.length > 0; i--) {
            out[random.nextInt(out.length)] = (byte) random.nextInt(256);
        }
        return out;
    }

    /** Swaps, doubles or replaces pieces of the header, so that it often stays JSON. */
    private static byte[] spliced(byte[] content, SplittableRandom random) {
        int length =
                (int) ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN).getLong();
        String header = new String(content, 8, length, StandardCharsets.UTF_8);
        String[] pieces = {
            "0",
            "-1",
            "9223372036854775807",
            "1e999",
            "[]",
            "{}",
            "null",
            "\"F32\"",
            "\"F16\"",
            "\"I64\"",
            "[0,0]",
            ",",
            "\"data_offsets\"",
            "\"shape\"",
            "99999999999999999999999999"
        };
        String[] tokens = header.split("(?<=[,:\\[\\]{}])|(?=[,:\\[\\]{}])");
        for (int i = random.nextInt(3); i >= 0; i--) {
            tokens[random.nextInt(tokens.length)] = random.nextBoolean()
                    ? pieces[random.nextInt(pieces.length)]
                    : tokens[random.nextInt(tokens.length)];
        }
        byte[] changed = String.join("", tokens).getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(8 + changed.length + content.length - 8 - length)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(changed.length)
                .put(changed)
                .put(content, 8 + length, content.length - 8 - length)
                .array();
    }

    @Test
    void aStreamThatBreaksIsNotTakenForAnArchiveThatIsWrong() {
        InputStream broken = new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                if (at >= 4) {
                    throw new IOException("the caller has gone");
                }
                return new byte[] {'P', 'K', 3, 4}[at++];
            }
        };
        assertThatThrownBy(() -> PeftArchive.read(broken, MAX)).isExactlyInstanceOf(IOException.class);
    }
}
