package dev.autodidact.bench;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Finished runs of the retention bench in a folder, so that a bench that was cut goes on where it was. */
final class RetentionParts {
    private static final Gson JSON =
            new GsonBuilder().serializeSpecialFloatingPointValues().create();

    private final Path folder;

    RetentionParts(Path folder) {
        this.folder = folder;
    }

    /** A run's figures, or null if it has not been finished with this set-up. */
    RetentionBench.Run read(String setUp) throws IOException {
        Path file = file(setUp);
        return Files.exists(file) ? JSON.fromJson(Files.readString(file), RetentionBench.Run.class) : null;
    }

    /** @param setUp all that the figures hang on: model, arm, recipe, items, seed */
    void write(String setUp, RetentionBench.Run run) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(file(setUp), JSON.toJson(run));
    }

    private Path file(String setUp) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(setUp.getBytes(StandardCharsets.UTF_8));
            return folder.resolve(HexFormat.of().formatHex(hash, 0, 8) + ".json");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no SHA-256 in this JDK", e);
        }
    }
}
