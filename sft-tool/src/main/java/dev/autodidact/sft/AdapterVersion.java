package dev.autodidact.sft;

import dev.autodidact.memory.AgentKey;
import java.time.Instant;
import java.util.UUID;

/**
 * One immutable version of an agent's adapter.
 *
 * @param agent whose it is
 * @param version the SHA-256 of its bytes, 64 hexadecimal digits
 * @param parent the version it was trained from, null for the base model
 * @param job the learning job that made it, null for an imported one
 * @param baseHash hash of the base weights it belongs to
 * @param rank LoRA rank
 * @param alpha LoRA alpha
 * @param sizeBytes size of the file
 * @param receiptJson its receipt as JSON, or null
 * @param curveJson its training curve as JSON, or null
 * @param created when it was made
 * @param item the ledger item its training took in, null for an imported one
 * @param erased when it was removed, null while it can be used; its file, receipt and curve are gone then
 * @param pinned since when it is kept although nobody answers with it, or null
 * @param mergedFrom the other version that it was merged from, or null
 */
public record AdapterVersion(
        AgentKey agent,
        String version,
        String parent,
        UUID job,
        String baseHash,
        int rank,
        double alpha,
        long sizeBytes,
        String receiptJson,
        String curveJson,
        Instant created,
        UUID item,
        Instant erased,
        Instant pinned,
        String mergedFrom) {

    /** One that is neither pinned nor merged. */
    public AdapterVersion(
            AgentKey agent,
            String version,
            String parent,
            UUID job,
            String baseHash,
            int rank,
            double alpha,
            long sizeBytes,
            String receiptJson,
            String curveJson,
            Instant created,
            UUID item,
            Instant erased) {
        this(
                agent,
                version,
                parent,
                job,
                baseHash,
                rank,
                alpha,
                sizeBytes,
                receiptJson,
                curveJson,
                created,
                item,
                erased,
                null,
                null);
    }
}
