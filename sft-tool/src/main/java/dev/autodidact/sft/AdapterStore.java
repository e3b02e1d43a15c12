package dev.autodidact.sft;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/**
 * The adapter files: immutable, named by the SHA-256 of their bytes. A file has its final name only when its bytes are on
 * the disk, so a crash leaves either the whole file or a part file that the next start removes. Each load checks the hash.
 */
@ApplicationScoped
public class AdapterStore {

    /** The topic on which nodes tell each other of versions that were published. */
    public static final String TOPIC = "adapters";

    private static final Pattern VERSION = Pattern.compile("[0-9a-f]{64}");
    private static final String PART = ".part";
    private static final String WHOLE = ".safetensors";

    private final Path folder;
    private final DiskFiles disk;
    private final Optional<AdapterCopies> copies;

    @Inject
    AdapterStore(@ConfigProperty(name = "autodidact.home") String home, AdapterCopies copies) {
        this(Path.of(home), new DiskFiles(), Optional.of(copies));
    }

    /** A store under {@code <home>/adapters}. */
    public AdapterStore(Path home) {
        this(home, new DiskFiles());
    }

    AdapterStore(Path home, DiskFiles disk) {
        this(home, disk, Optional.empty());
    }

    AdapterStore(Path home, DiskFiles disk, Optional<AdapterCopies> copies) {
        this.folder = home.resolve("adapters");
        this.disk = disk;
        this.copies = copies;
    }

    /** A store for adapters of another kind, in a folder beside this one's. It shares the copies in the database. */
    public AdapterStore beside(String name) {
        return new AdapterStore(folder.resolveSibling(name), disk, copies);
    }

    /** Whether a text has the form of a version: 64 lower-case hexadecimal digits. */
    public static boolean isVersion(String text) {
        return text != null && VERSION.matcher(text).matches();
    }

    /** The name these bytes have. */
    public static String versionOf(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /**
     * Stores bytes durably. Bytes that are already there are left alone, but count as new for {@link #files}.
     *
     * @return their version
     * @throws IOException when the disk refuses; under the version's name there are the whole bytes or none then
     */
    public String put(byte[] bytes) throws IOException {
        String version = write(bytes);
        copies.ifPresent(all -> all.keep(version, bytes));
        return version;
    }

    private String write(byte[] bytes) throws IOException {
        String version = versionOf(bytes);
        Path file = path(version);
        disk.createFolders(folder);
        if (holds(file, version)) {
            disk.touch(file);
        } else {
            Path part = folder.resolve(version + "." + UUID.randomUUID() + PART);
            try {
                disk.write(part, bytes);
                disk.rename(part, file);
            } catch (IOException | RuntimeException e) {
                try {
                    disk.delete(part);
                } catch (IOException left) {
                    e.addSuppressed(left);
                }
                throw e;
            }
        }
        // also for a file that was there: a crash may have come between its rename and this
        disk.syncFolder(folder);
        return version;
    }

    /**
     * Reads a version and checks it.
     *
     * @throws CorruptAdapterException where the file is missing or its bytes are not the ones it is named by
     * @throws IOException when the disk refuses
     */
    public byte[] load(String version) throws IOException {
        Path file = path(version);
        byte[] bytes;
        try {
            bytes = disk.read(file);
        } catch (NoSuchFileException e) {
            return fetch(version, file);
        }
        String found = versionOf(bytes);
        if (!found.equals(version)) {
            throw new CorruptAdapterException("adapter file " + file + " has SHA-256 " + found + ", not its name");
        }
        return bytes;
    }

    /** Reads a version that another node has made. */
    private byte[] fetch(String version, Path file) throws IOException {
        byte[] bytes = copies.flatMap(all -> all.find(version))
                .orElseThrow(() -> new CorruptAdapterException("adapter file " + file + " is missing"));
        String found = versionOf(bytes);
        if (!found.equals(version)) {
            throw new CorruptAdapterException(
                    "the database's copy of adapter version " + version + " has SHA-256 " + found);
        }
        write(bytes);
        return bytes;
    }

    /** Deletes the database's copies of these versions. */
    void deleteCopies(Set<String> versions) {
        copies.ifPresent(all -> all.drop(versions));
    }

    /** Removes what a crash has left half written. Call it before the first {@link #put}. */
    public void removeParts() throws IOException {
        for (Path part : disk.list(folder, "*" + PART)) {
            disk.delete(part);
        }
    }

    /**
     * A file that is there.
     *
     * @param version the version it is named by
     * @param written when it was last put
     */
    public record StoredFile(String version, Instant written) {}

    /** All whole files. */
    public List<StoredFile> files() throws IOException {
        List<StoredFile> found = new ArrayList<>();
        for (Path file : disk.list(folder, "*" + WHOLE)) {
            String name = file.getFileName().toString();
            String version = name.substring(0, name.length() - WHOLE.length());
            if (isVersion(version)) {
                found.add(
                        new StoredFile(version, Files.getLastModifiedTime(file).toInstant()));
            }
        }
        return found;
    }

    /**
     * Deletes a version's file for good. One that is not there is no error.
     *
     * @throws IOException when the disk refuses; the file may be there still
     */
    public void delete(String version) throws IOException {
        if (Files.exists(path(version))) {
            disk.delete(path(version));
            disk.syncFolder(folder);
        }
        deleteCopies(Set.of(version));
    }

    /** Where a version's file is or would be. */
    public Path path(String version) {
        if (!isVersion(version)) {
            throw new IllegalArgumentException("not an adapter version (64 hexadecimal digits): '" + version + "'");
        }
        return folder.resolve(version + WHOLE);
    }

    private boolean holds(Path file, String version) throws IOException {
        return Files.exists(file) && version.equals(versionOf(disk.read(file)));
    }
}
