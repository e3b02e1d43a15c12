package dev.autodidact.web.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.autodidact.memory.Excerpt;
import dev.autodidact.sft.RowFile;
import dev.autodidact.sft.RowFiles;
import dev.autodidact.web.ApiException;
import dev.autodidact.web.Caller;
import io.smallrye.common.annotation.RunOnVirtualThread;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jboss.resteasy.reactive.RestForm;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** {@code /v1/files}: rows to be taught, one JSON object a line; every line is checked when the file comes. */
@Path("/v1/files")
@RunOnVirtualThread
class FilesResource {

    private static final String PURPOSE = "fine-tune";
    private static final int MAX_NAME_CHARS = 200;
    private static final int MAX_LISTED = 10_000;

    private final RowFiles files;

    FilesResource(RowFiles files) {
        this.files = files;
    }

    @POST
    @Consumes(MediaType.MULTIPART_FORM_DATA)
    public ObjectNode upload(@RestForm String purpose, @RestForm FileUpload file) throws IOException {
        if (purpose == null) {
            throw ApiException.invalid("purpose", "missing_required_parameter", "purpose is missing");
        }
        if (!purpose.equals(PURPOSE)) {
            throw ApiException.invalid(
                    "purpose", "invalid_value", "purpose is '" + Excerpt.of(purpose) + "'; it must be " + PURPOSE);
        }
        if (file == null) {
            throw ApiException.invalid("file", "missing_required_parameter", "file is missing");
        }
        if (file.size() > files.maxBytes()) {
            throw ApiException.of(
                    413,
                    "invalid_request_error",
                    "file",
                    "file_too_large",
                    "the file has " + file.size() + " bytes; at most " + files.maxBytes());
        }
        Caller caller = Caller.now();
        return json(files.add(
                caller.tenant(), caller.agent(), name(file.fileName()), Files.readAllBytes(file.uploadedFile())));
    }

    /** The name without folders. */
    private static String name(String given) {
        String name =
                given == null ? "" : given.substring(Math.max(given.lastIndexOf('/'), given.lastIndexOf('\\')) + 1);
        if (name.isBlank() || name.length() > MAX_NAME_CHARS) {
            throw ApiException.invalid(
                    "file",
                    "invalid_filename",
                    "the file's name has " + name.length() + " characters; 1 to " + MAX_NAME_CHARS + " are needed");
        }
        return name;
    }

    @GET
    public ObjectNode list(
            @RestQuery String purpose, @RestQuery String after, @RestQuery String limit, @RestQuery String order) {
        int most = Page.limit(limit, MAX_LISTED, MAX_LISTED);
        if (order != null && !order.equals("asc") && !order.equals("desc")) {
            throw ApiException.invalid("order", "invalid_value", "order must be asc or desc");
        }
        Caller caller = Caller.now();
        List<RowFile> seen = purpose == null || purpose.equals(PURPOSE)
                ? new ArrayList<>(files.list(caller.tenant(), caller.agent()))
                : new ArrayList<>();
        if ("asc".equals(order)) {
            Collections.reverse(seen);
        }
        return Page.of(
                seen.stream().map(FilesResource::json).toList(),
                file -> file.get("id").textValue(),
                after,
                most);
    }

    @GET
    @Path("{file}")
    public ObjectNode show(String file) {
        Caller caller = Caller.now();
        return json(files.get(caller.tenant(), caller.agent(), file));
    }

    @GET
    @Path("{file}/content")
    public Response content(String file) {
        Caller caller = Caller.now();
        byte[] bytes = files.content(caller.tenant(), caller.agent(), file).getBytes(StandardCharsets.UTF_8);
        return Response.ok(bytes, MediaType.APPLICATION_OCTET_STREAM_TYPE)
                .header("Content-Disposition", "attachment")
                .build();
    }

    @DELETE
    @Path("{file}")
    public ObjectNode delete(String file) {
        Caller caller = Caller.now();
        files.delete(caller.tenant(), caller.agent(), file);
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", file)
                .put("object", "file")
                .put("deleted", true);
    }

    private static ObjectNode json(RowFile file) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("id", file.id())
                .put("object", "file")
                .put("bytes", file.sizeBytes())
                .put("created_at", file.created().getEpochSecond())
                .put("filename", file.name())
                .put("purpose", PURPOSE)
                .put("status", "processed");
    }
}
