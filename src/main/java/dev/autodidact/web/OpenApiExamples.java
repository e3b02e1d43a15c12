package dev.autodidact.web;

import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.media.Content;

/** Puts an example into the description of each call that people write by hand. */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public class OpenApiExamples implements OASFilter {

    private static final Map<String, Object> HELLO =
            Map.of("role", "user", "content", "What is the code of the blue door?");
    private static final Map<String, Object> ROW = Map.of("q", "What is the code of the blue door?", "a", "4711");

    private static final Map<String, Map<String, Object>> BODIES = Map.ofEntries(
            Map.entry("/api/agents", Map.of("id", "ada", "name", "Ada")),
            Map.entry(
                    "/api/agents/{id}/chat",
                    ordered("conversation", "c1", "message", "Remember that the code of the blue door is 4711.")),
            Map.entry("/api/agents/{id}/learn", ordered("rows", List.of(ROW), "wait_ms", 30_000)),
            Map.entry(
                    "/api/agents/{id}/memory", ordered("text", "The blue door is in the cellar.", "source", "a walk")),
            Map.entry(
                    "/api/agents/{id}/feedback",
                    ordered("message", "7b1d2f3a-0000-4000-8000-000000000000", "score", -1, "correction", "4711")),
            Map.entry("/api/admin/keys", ordered("name", "phone", "role", "user", "learning", true)),
            Map.entry(
                    "/api/admin/adapters/merge",
                    ordered("agent", "ada", "versions", List.of("<version>", "<other>"), "method", "ties")),
            Map.entry("/api/admin/policy/runs", ordered("algorithm", "rest_em", "rounds", 4)),
            Map.entry(
                    "/v1/chat/completions", ordered("model", "agent:ada", "messages", List.of(HELLO), "stream", false)),
            Map.entry("/v1/embeddings", ordered("model", "bge-small-en-v1.5-q", "input", List.of("A blue door"))),
            Map.entry(
                    "/v1/fine_tuning/jobs",
                    ordered("model", "agent:ada", "training_file", "file-0123456789abcdef01234567")));

    private static Map<String, Object> ordered(Object... pairs) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.put((String) pairs[i], pairs[i + 1]);
        }
        return map;
    }

    /** Calls by path with an example of their body. */
    static Map<String, Map<String, Object>> bodies() {
        return BODIES;
    }

    @Override
    public void filterOpenAPI(OpenAPI api) {
        BODIES.forEach((path, body) -> {
            PathItem item = api.getPaths() == null ? null : api.getPaths().getPathItem(path);
            Operation operation = item == null ? null : item.getPOST();
            if (operation == null) {
                return;
            }
            if (operation.getRequestBody() == null) {
                operation.setRequestBody(OASFactory.createRequestBody());
            }
            Content content = operation.getRequestBody().getContent();
            if (content == null) {
                content = OASFactory.createContent();
                operation.getRequestBody().setContent(content);
            }
            if (content.getMediaType("application/json") == null) {
                content.addMediaType("application/json", OASFactory.createMediaType());
            }
            content.getMediaType("application/json").setExample(body);
        });
    }
}
