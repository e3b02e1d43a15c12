package dev.autodidact.sft;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;

/**
 * This installation's name among the nodes that share a database: made once and kept in the data folder. Jobs in hand are
 * found again by it after a crash, so the file is whole or not there.
 */
public final class NodeId {

    private NodeId() {}

    /** The name of the installation with this data folder. */
    public static String in(Path home) {
        Path file = home.resolve("node-id");
        try {
            String known = Files.exists(file) ? Files.readString(file).strip() : "";
            return known.isEmpty() ? make(home, file) : known;
        } catch (IOException e) {
            throw new UncheckedIOException("the data folder " + home + " cannot be written", e);
        }
    }

    private static String make(Path home, Path file) throws IOException {
        String id = UUID.randomUUID().toString();
        DiskFiles disk = new DiskFiles();
        disk.createFolders(home);
        Path part = home.resolve("node-id.part");
        disk.delete(part);
        disk.write(part, id.getBytes(StandardCharsets.UTF_8));
        disk.rename(part, file);
        disk.syncFolder(home);
        return id;
    }
}
