package dev.autodidact.web;

import dev.autodidact.sft.AuditLog;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Writes calls that change something into the audit log before they are carried out, so that nothing happens unwritten, and
 * their refusals after. What is said in a chat is no such call.
 */
class AuditTrail {

    private static final String AUDITED = AuditTrail.class.getName();
    private static final Set<String> READ = Set.of("GET", "HEAD", "OPTIONS");
    private static final Pattern TALK = Pattern.compile(
            "/?(api/agents/[^/]+/(chat|feedback|conversations/[^/]+/stop)|v1/(chat/completions|completions|embeddings|responses))/?");

    private final AuditLog audit;

    AuditTrail(AuditLog audit) {
        this.audit = audit;
    }

    @ServerRequestFilter
    void before(ContainerRequestContext request) {
        String path = request.getUriInfo().getPath();
        if (READ.contains(request.getMethod()) || TALK.matcher(path).matches()) {
            return;
        }
        Caller caller = Caller.now();
        audit.append(caller.tenant(), caller.name(), request.getMethod(), path, "asked");
        request.setProperty(AUDITED, caller);
    }

    @ServerResponseFilter
    void after(ContainerRequestContext request, ContainerResponseContext response) {
        String path = request.getUriInfo().getPath();
        if (response.getStatus() >= 400
                && AccessRules.changesWeights(request.getMethod(), path.startsWith("/") ? path : "/" + path)) {
            response.getHeaders().putSingle("x-should-retry", "false");
        }
        if (response.getStatus() >= 400 && request.getProperty(AUDITED) instanceof Caller caller) {
            audit.append(
                    caller.tenant(), caller.name(), request.getMethod(), path, "refused with " + response.getStatus());
        }
    }
}
