package dev.autodidact.sft;

import dev.autodidact.memory.Excerpt;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A PEFT folder as a zip, from anybody: read in memory and never unpacked, so that no entry's name ever meets the file
 * system. Only the two files of an adapter are taken; what could run code is refused by name and by content before any of it
 * is read, and sizes are known before memory is asked for.
 */
final class PeftArchive {

    static final String CONFIG = "adapter_config.json";
    static final String TENSORS = "adapter_model.safetensors";

    private static final int MAX_CONFIG_BYTES = 1 << 16;
    private static final int MAX_ENTRIES = 64;

    /** Bytes of files that are let pass without being looked at: a model card and the like. */
    private static final int MAX_IGNORED_BYTES = 4 << 20;

    private static final Pattern NAME =
            Pattern.compile("(?:([A-Za-z0-9_][A-Za-z0-9._-]{0,127})/)?([A-Za-z0-9_][A-Za-z0-9._-]{0,127})?");
    private static final Pattern CODE = Pattern.compile(
            "(?i).*\\.(bin|pt|pth|pkl|pickle|ckpt|gguf|ggml|h5|npz|npy|msgpack|onnx|py|so|dll|jar|class|sh)");
    private static final Pattern IGNORED = Pattern.compile(".*\\.(md|txt|json|jinja)");
    private static final Set<String> TAKEN = Set.of(CONFIG, TENSORS);

    private final Map<String, byte[]> files = new HashMap<>();
    private final long maxBytes;
    private long ignored;

    private PeftArchive(long maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * Reads an archive.
     *
     * @param maxBytes bytes of tensors at most
     * @return {@code adapter_config.json} and {@code adapter_model.safetensors}
     * @throws InvalidAdapterException naming what is wrong
     * @throws IOException where the stream breaks
     */
    static Map<String, byte[]> read(InputStream in, long maxBytes) throws IOException {
        BufferedInputStream buffered = new BufferedInputStream(in, 1 << 16);
        buffered.mark(8);
        byte[] start = buffered.readNBytes(4);
        buffered.reset();
        if (start.length < 4 || start[0] != 'P' || start[1] != 'K' || start[2] != 3 || start[3] != 4) {
            throw new InvalidAdapterException("the body is no zip of a PEFT folder" + looksLike(start));
        }
        PeftArchive archive = new PeftArchive(maxBytes);
        try (ZipInputStream zip = new ZipInputStream(buffered, StandardCharsets.UTF_8)) {
            archive.entries(zip);
        } catch (ZipException | IllegalArgumentException | java.io.EOFException e) {
            throw new InvalidAdapterException("the zip is damaged: " + e.getMessage());
        }
        for (String name : TAKEN) {
            if (!archive.files.containsKey(name)) {
                throw new InvalidAdapterException("the zip holds no " + name);
            }
        }
        return archive.files;
    }

    /** Writes an archive. */
    static void write(SequencedMap<String, byte[]> files, OutputStream out) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                ZipEntry entry = new ZipEntry(file.getKey());
                // the same adapter is the same file at any time
                entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
                zip.putNextEntry(entry);
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
    }

    private void entries(ZipInputStream zip) throws IOException {
        String folder = null;
        int count = 0;
        for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
            if (++count > MAX_ENTRIES) {
                throw new InvalidAdapterException("the zip holds more than " + MAX_ENTRIES + " entries");
            }
            Matcher name = NAME.matcher(entry.getName());
            if (!name.matches()) {
                throw new InvalidAdapterException("the zip holds '" + Excerpt.of(entry.getName())
                        + "'; names are letters, digits, dots, hyphens and underscores, in at most one folder");
            }
            String own = name.group(1) == null ? "" : name.group(1);
            if (folder != null && !folder.equals(own)) {
                throw new InvalidAdapterException("the zip holds more than one folder");
            }
            folder = own;
            if (name.group(2) != null) {
                take(name.group(2), zip);
            }
        }
    }

    private void take(String name, ZipInputStream zip) throws IOException {
        if (CODE.matcher(name).matches()) {
            throw new InvalidAdapterException(
                    name + " is of a kind that can run code when it is read; save the adapter as safetensors");
        }
        if (!TAKEN.contains(name)) {
            if (!IGNORED.matcher(name).matches()) {
                throw new InvalidAdapterException(
                        "the zip holds " + name + "; it needs " + CONFIG + " and " + TENSORS + " only");
            }
            skip(name, zip);
        } else if (files.containsKey(name)) {
            throw new InvalidAdapterException("the zip holds " + name + " twice");
        } else {
            files.put(name, name.equals(CONFIG) ? config(zip) : tensors(zip));
        }
    }

    private void skip(String name, InputStream in) throws IOException {
        byte[] buffer = new byte[8_192];
        for (int read = in.read(buffer); read > 0; read = in.read(buffer)) {
            ignored += read;
            if (ignored > MAX_IGNORED_BYTES) {
                throw new InvalidAdapterException("the zip holds more than " + MAX_IGNORED_BYTES
                        + " bytes that are not needed, up to " + name + "; put only " + CONFIG + " and " + TENSORS
                        + " into it");
            }
        }
    }

    private static byte[] config(InputStream in) throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.write(in.readNBytes(MAX_CONFIG_BYTES + 1));
        if (content.size() > MAX_CONFIG_BYTES) {
            throw new InvalidAdapterException(CONFIG + " has more than " + MAX_CONFIG_BYTES + " bytes");
        }
        SafetensorsHeader.checkJson(CONFIG, content.toByteArray());
        return content.toByteArray();
    }

    private byte[] tensors(InputStream in) throws IOException {
        byte[] start = in.readNBytes(8);
        if (start.length < 8) {
            throw new InvalidAdapterException(TENSORS + " has " + start.length + " bytes; truncated");
        }
        long length = ByteBuffer.wrap(start).order(ByteOrder.LITTLE_ENDIAN).getLong();
        if (length < 2 || length > SafetensorsHeader.MAX_BYTES) {
            throw new InvalidAdapterException(TENSORS + " has a header of " + Long.toUnsignedString(length)
                    + " bytes, at most " + SafetensorsHeader.MAX_BYTES + looksLike(start));
        }
        byte[] header = in.readNBytes((int) length);
        if (header.length < length) {
            throw new InvalidAdapterException(TENSORS + " ends within its header; truncated");
        }
        long data = SafetensorsHeader.check(header);
        if (data > maxBytes) {
            throw new InvalidAdapterException(TENSORS + " has " + data + " bytes of tensors; at most " + maxBytes);
        }
        return whole(in, start, header, (int) data);
    }

    /** Grows with what is there, not with what the header promises. */
    private static byte[] whole(InputStream in, byte[] start, byte[] header, int data) throws IOException {
        byte[] body = in.readNBytes(data);
        if (body.length < data) {
            throw new InvalidAdapterException(
                    TENSORS + " has " + body.length + " bytes of tensors, its header says " + data + "; truncated");
        }
        if (in.read() >= 0) {
            throw new InvalidAdapterException(TENSORS + " goes on after its last tensor");
        }
        return ByteBuffer.allocate(8 + header.length + data)
                .put(start)
                .put(header)
                .put(body)
                .array();
    }

    private static String looksLike(byte[] start) {
        String text = new String(start, StandardCharsets.ISO_8859_1);
        if (text.startsWith("GGUF")) {
            return " (it is a GGUF file)";
        }
        if (text.startsWith("\u0080")) {
            return " (it is a pickle, which can run code when it is read)";
        }
        return text.startsWith("PK") ? " (it is a zip, as torch.save makes it)" : "";
    }
}
