package dev.autodidact.agent;

import dev.autodidact.model.ModelFormatException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The seed model out of the class path, laid down as a folder so that it loads like any other. */
final class EmbeddedModel {

    private static final String RESOURCES = "/dev/autodidact/seed/model/";
    private static final List<String> NEEDED =
            List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");
    private static final List<String> OPTIONAL =
            List.of("generation_config.json", "special_tokens_map.json", "chat_template.jinja", "replay.json");

    private EmbeddedModel() {}

    /** The folder under the data folder; its name changes with the files' content. */
    static Path unpack(Path home) {
        try {
            Map<String, byte[]> files = new LinkedHashMap<>();
            for (String name : NEEDED) {
                files.put(name, read(name, true));
            }
            for (String name : OPTIONAL) {
                byte[] content = read(name, false);
                if (content != null) {
                    files.put(name, content);
                }
            }
            return write(home.resolve("models"), files);
        } catch (IOException e) {
            throw new UncheckedIOException("the embedded model cannot be unpacked under " + home, e);
        }
    }

    private static Path write(Path models, Map<String, byte[]> files) throws IOException {
        Path folder = models.resolve("seed-" + digest(files).substring(0, 12));
        if (Files.isDirectory(folder)) {
            return folder;
        }
        Files.createDirectories(models);
        Path part = Files.createDirectory(models.resolve("part-" + UUID.randomUUID()));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.write(part.resolve(file.getKey()), file.getValue());
        }
        try {
            Files.move(part, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // Another start was faster: its folder has the same content.
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        }
        return folder;
    }

    private static byte[] read(String name, boolean needed) throws IOException {
        try (InputStream in = EmbeddedModel.class.getResourceAsStream(RESOURCES + name)) {
            if (in == null && needed) {
                throw new ModelFormatException("this build holds no embedded model (" + RESOURCES + name
                        + " is missing); set autodidact.model to a folder in Hugging Face layout");
            }
            return in == null ? null : in.readAllBytes();
        }
    }

    private static String digest(Map<String, byte[]> files) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            files.forEach((name, content) -> {
                digest.update(name.getBytes(java.nio.charset.StandardCharsets.UTF_8));
                digest.update(content);
            });
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
