package dev.autodidact.sft;

import com.fasterxml.jackson.annotation.JsonRawValue;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Signs receipts with Ed25519; the key is made at its first use and stays in the data folder. */
@ApplicationScoped
public class ReceiptSigner {

    private final Path folder;
    private PrivateKey secret;
    private String open;

    @Inject
    ReceiptSigner(@ConfigProperty(name = "autodidact.home") String home) {
        this.folder = Path.of(home).resolve("keys");
    }

    /**
     * A receipt.
     *
     * @param receipt JSON; the signature is over exactly these characters in UTF-8
     * @param signature Ed25519, base64
     * @param publicKey X.509 form, base64
     */
    public record Signed(@JsonRawValue String receipt, String signature, String publicKey) {}

    /** Signs a JSON object. */
    public Signed sign(String receipt) {
        try {
            load();
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(secret);
            signature.update(receipt.getBytes(StandardCharsets.UTF_8));
            return new Signed(receipt, Base64.getEncoder().encodeToString(signature.sign()), open);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("receipts cannot be signed", e);
        } catch (IOException e) {
            throw new UncheckedIOException("the key that signs receipts cannot be read or written in " + folder, e);
        }
    }

    /** The key that proves receipts: X.509 form, base64. */
    public String publicKey() {
        return sign("{}").publicKey();
    }

    private synchronized void load() throws IOException, GeneralSecurityException {
        if (secret != null) {
            return;
        }
        Path file = folder.resolve("receipts.ed25519");
        if (!Files.exists(file)) {
            make(file);
        }
        String[] lines = Files.readString(file).strip().split("\n");
        secret = KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(lines[0].strip())));
        open = lines[1].strip();
    }

    private void make(Path file) throws IOException, GeneralSecurityException {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        Base64.Encoder base64 = Base64.getEncoder();
        String text = base64.encodeToString(pair.getPrivate().getEncoded()) + "\n"
                + base64.encodeToString(pair.getPublic().getEncoded()) + "\n";
        Files.createDirectories(folder);
        try {
            if (folder.getFileSystem().supportedFileAttributeViews().contains("posix")) {
                Files.createFile(
                        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
                Files.writeString(file, text);
            } else {
                Files.writeString(file, text, StandardOpenOption.CREATE_NEW);
            }
        } catch (FileAlreadyExistsException e) {
            // another node was faster: its key counts
        }
    }
}
