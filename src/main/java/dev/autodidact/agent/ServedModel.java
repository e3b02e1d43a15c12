package dev.autodidact.agent;

import java.time.Instant;

/**
 * A model that a request may name.
 *
 * @param id the name: {@code <base>}, {@code agent:<id>} or {@code <base>@<version>}
 * @param tenant whose it is
 * @param base the base model's id
 * @param adapter the adapter version it stands for now, null for the bare base model
 * @param baseHash hash of the base weights
 * @param created when it was made, null for the base model
 */
public record ServedModel(String id, String tenant, String base, String adapter, String baseHash, Instant created) {

    /** What answers, by its unchanging name. */
    public String root() {
        return new ModelName(base, adapter).toString();
    }

    /** The base model's id, null for the base model itself. */
    public String parent() {
        return id.equals(base) ? null : base;
    }

    /** Names base weights and adapter version exactly. */
    public String fingerprint() {
        return "fp_" + baseHash.substring(0, 12) + (adapter == null ? "" : "_" + adapter);
    }
}
