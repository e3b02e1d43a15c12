package dev.autodidact.model;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Wraps the text of a stateless TorchScript class as the archive that {@code torch::jit::load} reads: a stored ZIP of
 * {@code data.pkl}, {@code code/__torch__.py}, {@code constants.pkl}, {@code version} and {@code byteorder}.
 *
 * @see <a href="https://github.com/pytorch/pytorch/blob/main/torch/csrc/jit/docs/serialization.md">format</a>
 */
final class TorchScriptArchive {
    private static final int PROTO = 0x80;
    private static final int NEWOBJ = 0x81;
    private static final int NEWTRUE = 0x88;

    private TorchScriptArchive() {}

    /**
     * @param className simple name of the class
     * @param methods text of its methods, indented by two spaces
     */
    static byte[] write(String className, String methods) {
        String source = "class " + className
                + "(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n" + methods;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            put(zip, "m/data.pkl", modulePickle(className));
            put(zip, "m/code/__torch__.py", source.getBytes(StandardCharsets.UTF_8));
            put(zip, "m/constants.pkl", new byte[] {(byte) PROTO, 2, ')', '.'});
            put(zip, "m/version", "3\n".getBytes(StandardCharsets.US_ASCII));
            put(zip, "m/byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** The pickled module object: one attribute, {@code training = True}. */
    private static byte[] modulePickle(String className) throws IOException {
        byte[] key = "training".getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(PROTO);
        out.write(2);
        out.write(("c__torch__\n" + className + "\n").getBytes(StandardCharsets.UTF_8));
        out.write(')');
        out.write(NEWOBJ);
        out.write('}');
        out.write('(');
        out.write('X');
        out.write(new byte[] {(byte) key.length, 0, 0, 0});
        out.write(key);
        out.write(NEWTRUE);
        out.write('u');
        out.write('b');
        out.write('.');
        return out.toByteArray();
    }

    private static void put(ZipOutputStream zip, String name, byte[] data) throws IOException {
        CRC32 crc = new CRC32();
        crc.update(data);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(data.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(data);
        zip.closeEntry();
    }
}
