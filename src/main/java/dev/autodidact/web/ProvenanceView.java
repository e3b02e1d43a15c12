package dev.autodidact.web;

import dev.autodidact.sft.Provenance;
import java.time.Instant;

/**
 * Where a taught item comes from, in the HTTP contract.
 *
 * @param origin {@code operator}, {@code user}, {@code tool} or {@code web}; never changes
 * @param sourceHash SHA-256 of its source text, or null
 * @param suspicious the name of what reads like an instruction in it, or null
 * @param held why it was held back, or null
 * @param decision {@code approved} or {@code denied}, or null
 * @param decidedBy who decided, or null
 * @param decided when, or null
 */
public record ProvenanceView(
        String origin,
        String sourceHash,
        String suspicious,
        String held,
        String decision,
        String decidedBy,
        Instant decided) {

    static ProvenanceView of(Provenance provenance) {
        return new ProvenanceView(
                provenance.origin().wire(),
                provenance.sourceHash(),
                provenance.suspicious(),
                provenance.held(),
                provenance.decision() == null ? null : provenance.decision().wire(),
                provenance.decidedBy(),
                provenance.decided());
    }
}
