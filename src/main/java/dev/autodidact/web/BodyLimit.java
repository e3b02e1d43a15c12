package dev.autodidact.web;

import dev.autodidact.sft.AdapterExchange;
import dev.autodidact.sft.RowFiles;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/** Refuses a body by its announced length before it is read, with an error of the usual form. */
class BodyLimit {

    private static final Pattern UPLOAD = Pattern.compile("/?v1/files/?");

    /** What the other fields and the borders of a form may take. */
    private static final long FORM_BYTES = 65_536;

    private final Settings settings;
    private final AdapterExchange exchange;
    private final RowFiles files;

    BodyLimit(Settings settings, AdapterExchange exchange, RowFiles files) {
        this.settings = settings;
        this.exchange = exchange;
        this.files = files;
    }

    /** Bounds of requests. */
    @ConfigMapping(prefix = "autodidact.http")
    interface Settings {

        /** Bytes of a body at most. */
        @WithDefault("4194304")
        long maxBodyBytes();
    }

    @ServerRequestFilter(preMatching = true)
    void check(ContainerRequestContext request) {
        String length = request.getHeaderString(HttpHeaders.CONTENT_LENGTH);
        String path = request.getUriInfo().getPath();
        // an archive and a file have bounds of their own: the one is read no further than to the first thing that is
        // wrong, the other lies on the disk before it is looked at
        boolean archive = path.endsWith("/adapters/import");
        boolean file = UPLOAD.matcher(path).matches();
        if (length == null && request.getHeaderString("Transfer-Encoding") != null && !archive && !file) {
            throw ApiException.lengthRequired();
        }
        long most = archive ? exchange.maxBytes() : file ? files.maxBytes() + FORM_BYTES : settings.maxBodyBytes();
        if (length != null && number(length) > most) {
            throw ApiException.tooLarge("the body has " + length + " bytes; at most " + most);
        }
    }

    private static long number(String length) {
        try {
            return Long.parseLong(length);
        } catch (NumberFormatException e) {
            return Long.MAX_VALUE;
        }
    }
}
