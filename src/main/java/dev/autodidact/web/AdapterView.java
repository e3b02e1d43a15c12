package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonRawValue;
import dev.autodidact.sft.AdapterVersion;
import java.time.Instant;
import java.util.UUID;

/**
 * An adapter version in the HTTP contract.
 *
 * @param version the SHA-256 of its bytes
 * @param agent whose it is
 * @param active whether the agent answers with it
 * @param parent the version it was trained from, null for the base model
 * @param ticket the learning job that made it, or null
 * @param baseHash hash of the base weights
 * @param rank LoRA rank
 * @param alpha LoRA alpha
 * @param sizeBytes size of the file
 * @param receipt its receipt, or null
 * @param created when it was made
 * @param erased when it was erased, null while it can be used
 * @param pinned since when it is kept although nobody answers with it, or null
 * @param mergedFrom the other version that it was merged from, or null
 */
public record AdapterView(
        String version,
        String agent,
        boolean active,
        String parent,
        UUID ticket,
        String baseHash,
        int rank,
        double alpha,
        long sizeBytes,
        @JsonRawValue String receipt,
        Instant created,
        Instant erased,
        Instant pinned,
        String mergedFrom) {

    static AdapterView of(AdapterVersion version, boolean active) {
        return new AdapterView(
                version.version(),
                version.agent().id(),
                active,
                version.parent(),
                version.job(),
                version.baseHash(),
                version.rank(),
                version.alpha(),
                version.sizeBytes(),
                version.receiptJson(),
                version.created(),
                version.erased(),
                version.pinned(),
                version.mergedFrom());
    }
}
