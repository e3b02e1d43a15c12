package dev.autodidact.web;

import dev.autodidact.sft.AuditEntry;
import dev.autodidact.sft.AuditLog;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.QueryParam;
import java.util.List;

/** The audit log: what concerns the caller's tenant, and whether the whole of it is as it was written. */
@Path("/api/admin/audit")
@RunOnVirtualThread
class AuditResource {

    private static final int MAX_ENTRIES = 1_000;

    private final AuditLog audit;

    AuditResource(AuditLog audit) {
        this.audit = audit;
    }

    @GET
    public List<AuditEntry> list(
            @QueryParam("after") @DefaultValue("0") String after,
            @QueryParam("limit") @DefaultValue("100") String limit) {
        return audit.of(Caller.now().tenant(), RequestCheck.number("after", after, 0, Long.MAX_VALUE), (int)
                RequestCheck.number("limit", limit, 1, MAX_ENTRIES));
    }

    /**
     * Reads the whole chain.
     *
     * @param seq with {@code hash}: whether the entry at this place still has the hash that somebody noted
     */
    @GET
    @Path("verify")
    public AuditLog.Finding verify(@QueryParam("seq") String seq, @QueryParam("hash") String hash) {
        AuditLog.Finding found = audit.verify();
        if (seq == null || hash == null || !found.intact()) {
            return found;
        }
        long at = RequestCheck.number("seq", seq, 1, Long.MAX_VALUE);
        return hash.equals(audit.hash(at))
                ? found
                : new AuditLog.Finding(
                        false, found.entries(), found.head(), at, "entry " + at + " has not the hash that was noted");
    }
}
