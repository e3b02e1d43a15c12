package dev.autodidact.model.hub;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One file of a repository.
 *
 * @param name path within the repository
 * @param size bytes, -1 where the hub does not say
 * @param sha256 of the content, for large files; empty otherwise
 * @param gitHash git's hash of the content, for small files; empty otherwise
 */
record HubFile(String name, long size, String sha256, String gitHash) {
    /** Why a file on disk is not this one; null if it is. */
    String fault(Path file) throws IOException {
        long found = Files.size(file);
        if (size >= 0 && found != size) {
            return name + " has " + found + " bytes, the hub says " + size;
        }
        String expected = sha256.isEmpty() ? gitHash : sha256;
        if (expected.isEmpty()) {
            return null;
        }
        String hash = sha256.isEmpty() ? hash("SHA-1", file, "blob " + found + "\0") : hash("SHA-256", file, "");
        return hash.equals(expected) ? null : name + " has the hash " + hash + ", the hub says " + expected;
    }

    private static String hash(String algorithm, Path file, String before) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance(algorithm);
            digest.update(before.getBytes(StandardCharsets.US_ASCII));
            byte[] buffer = new byte[1 << 16];
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                digest.update(buffer, 0, n);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has " + algorithm, e);
        }
    }
}
