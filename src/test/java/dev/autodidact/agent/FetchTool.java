package dev.autodidact.agent;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.autodidact.sft.LedgerTrust;
import dev.langchain4j.agent.tool.ToolSpecification;
import io.quarkus.arc.properties.IfBuildProperty;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** For tests that ask for it only: a tool that reads pages of the web. The page says what the test has put in. */
@IfBuildProperty(name = "test.fetch", stringValue = "true")
@ApplicationScoped
public class FetchTool implements AgentTool {

    private volatile String page = "";

    /** What the next page says. */
    public void serve(String text) {
        page = text;
    }

    @Override
    public ToolSpecification specification() {
        return ToolSpecification.builder()
                .name("fetch")
                .description("Reads a page.")
                .build();
    }

    @Override
    public Optional<LedgerTrust> outputOrigin() {
        return Optional.of(LedgerTrust.WEB);
    }

    @Override
    public Result execute(JsonNode arguments, Context context) {
        return new Result(page, JsonNodeFactory.instance.textNode(page), false);
    }
}
