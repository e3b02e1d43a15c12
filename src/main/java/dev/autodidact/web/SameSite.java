package dev.autodidact.web;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.net.URI;
import java.util.Set;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses calls that change something when a browser makes them for a page of another site: without this any page that a
 * user visits could roll an agent back. Callers other than browsers send no {@code Origin} and are not concerned.
 */
class SameSite {

    private static final Set<String> HARMLESS = Set.of("GET", "HEAD", "OPTIONS");

    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext request) {
        String origin = request.getHeaderString("Origin");
        if (origin == null || HARMLESS.contains(request.getMethod())) {
            return;
        }
        String host = request.getHeaderString(HttpHeaders.HOST);
        if (!origin.equals("null") && authority(origin).equals(host)) {
            return;
        }
        throw ApiException.forbidden(
                "cross_site",
                "a page of " + origin + " asks for a change at " + host + "; only pages of this host may");
    }

    private static String authority(String origin) {
        try {
            String authority = URI.create(origin).getAuthority();
            return authority == null ? "" : authority;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
