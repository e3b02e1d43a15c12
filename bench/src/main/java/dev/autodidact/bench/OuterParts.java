package dev.autodidact.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.Supplier;

/** Finished pieces of the outer bench in a folder, so that a bench that was cut goes on where it was. */
final class OuterParts {
    private static final Gson JSON =
            new GsonBuilder().serializeSpecialFloatingPointValues().create();

    private final Path folder;

    OuterParts(Path folder) {
        this.folder = folder;
    }

    /**
     * A piece as it was kept, or made now and kept.
     *
     * @param setUp all that it hangs on: model, recipes, tasks, seed
     */
    <T> T get(String setUp, Class<T> type, Supplier<T> make) {
        byte[] kept = read(setUp);
        if (kept != null) {
            return JSON.fromJson(new String(kept, StandardCharsets.UTF_8), type);
        }
        T made = make.get();
        write(setUp, JSON.toJson(made).getBytes(StandardCharsets.UTF_8));
        return made;
    }

    /** The bytes kept under a set-up, or null. */
    byte[] read(String setUp) {
        try {
            Path file = file(setUp);
            return Files.exists(file) ? Files.readAllBytes(file) : null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps bytes; a cut leaves the old ones or none. */
    void write(String setUp, byte[] bytes) {
        try {
            Files.createDirectories(folder);
            Path half = folder.resolve("half");
            Files.write(half, bytes);
            Files.move(half, file(setUp), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(String setUp) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(setUp.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(hash, 0, 8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no SHA-256 in this JDK", e);
        }
    }
}
