package dev.autodidact.sft;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/**
 * One entry of the audit log. It names things, and never holds learned text.
 *
 * @param seq its place, from 1, without gaps
 * @param at when, in whole microseconds
 * @param tenant whose concern it is
 * @param actor who did it: a key's name, {@code open} or {@code server}
 * @param action what was done
 * @param target to what
 * @param detail what came of it
 * @param previous the hash of the entry before, 64 zeros for the first
 * @param hash SHA-256 over all of the above
 */
public record AuditEntry(
        long seq,
        Instant at,
        String tenant,
        String actor,
        String action,
        String target,
        String detail,
        String previous,
        String hash) {

    static final String START = "0".repeat(64);

    static AuditEntry sealed(
            long seq,
            Instant at,
            String tenant,
            String actor,
            String action,
            String target,
            String detail,
            String previous) {
        Instant rounded = at.truncatedTo(ChronoUnit.MICROS);
        return new AuditEntry(
                seq,
                rounded,
                tenant,
                actor,
                action,
                target,
                detail,
                previous,
                hash(seq, rounded, tenant, actor, action, target, detail, previous));
    }

    /** Whether its hash is that of its content. */
    boolean whole() {
        return hash.equals(hash(seq, at, tenant, actor, action, target, detail, previous));
    }

    static long micros(Instant at) {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at);
    }

    /** Each text with its length before it, so that no two entries are written alike. */
    private static String hash(long seq, Instant at, String... texts) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeLong(seq);
            out.writeLong(micros(at));
            for (String text : texts) {
                byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
                out.writeInt(utf8.length);
                out.write(utf8);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return AdapterStore.versionOf(bytes.toByteArray());
    }
}
