package dev.autodidact.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;

/**
 * An API key in the HTTP contract.
 *
 * @param id names it
 * @param tenant whose agents it opens
 * @param name its name for people
 * @param role {@code user}, {@code agent} or {@code admin}
 * @param agent the only agent it opens, null for all of the tenant
 * @param learning whether it may change weights
 * @param created when it was made
 * @param expires when it ends by itself, or null
 * @param revoked when it was ended, or null
 * @param key the whole key: only in the answer that makes it
 */
record ApiKeyView(
        String id,
        String tenant,
        String name,
        String role,
        String agent,
        boolean learning,
        Instant created,
        Instant expires,
        Instant revoked,
        @JsonInclude(JsonInclude.Include.NON_NULL) String key) {

    static ApiKeyView of(ApiKeyEntity row, String key) {
        return new ApiKeyView(
                row.id,
                row.tenant,
                row.name,
                row.role.wire(),
                row.agent,
                row.caller().learning(),
                row.created,
                row.expires,
                row.revoked,
                key);
    }
}
