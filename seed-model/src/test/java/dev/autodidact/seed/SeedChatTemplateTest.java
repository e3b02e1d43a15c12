package dev.autodidact.seed;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.autodidact.model.ChatTemplate;
import dev.autodidact.model.ChatTurn;
import dev.autodidact.model.ToolCall;
import dev.autodidact.model.ToolDefinition;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class SeedChatTemplateTest {

    private static ChatTemplate template() throws IOException {
        try (InputStream in = Document.class.getResourceAsStream("chat_template.jinja")) {
            String source = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return ChatTemplate.of(source, Map.of(), List.of());
        }
    }

    @Test
    void theTemplateRendersEveryDocumentAsTheCorpusDoes() throws IOException {
        ChatTemplate template = template();
        CorpusGenerator generator = new CorpusGenerator(CorpusData.load(), CorpusMix.full());
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(31);
        int withTools = 0;
        for (int i = 0; i < 500; i++) {
            Document document = generator.next(random, 1);
            if (document.messages().stream()
                    .anyMatch(message -> !message.target() && message.role() == Role.ASSISTANT)) {
                continue;
            }
            List<ToolDefinition> tools = new ArrayList<>();
            List<ChatTurn> turns = turns(document, tools);
            withTools += tools.isEmpty() ? 0 : 1;
            assertThat(template.render(turns, tools, false)).isEqualTo(document.text());
            assertThat(template.render(turns, tools, true)).isEqualTo(Document.prompt(document.messages()));
        }
        assertThat(withTools).isGreaterThan(100);
    }

    /** The document as an agent would hold it: tools apart from the system text, calls apart from contents. */
    private static List<ChatTurn> turns(Document document, List<ToolDefinition> tools) {
        List<ChatTurn> turns = new ArrayList<>();
        for (Message message : document.messages()) {
            String text = message.text();
            if (message.role() == Role.SYSTEM && text.contains("tools: ")) {
                int line = text.lastIndexOf("tools: ");
                for (String name : text.substring(line + 7).split(", ")) {
                    tools.add(new ToolDefinition(name, "", "{}"));
                }
                if (line > 0) {
                    turns.add(ChatTurn.system(text.substring(0, line - 1)));
                }
            } else if (message.role() == Role.ASSISTANT && text.startsWith("<tool_call>")) {
                JsonObject call = JsonParser.parseString(text.substring(11, text.length() - 12))
                        .getAsJsonObject();
                ToolCall made = new ToolCall(
                        call.get("name").getAsString(), call.get("arguments").toString());
                turns.add(new ChatTurn("assistant", "", List.of(made)));
            } else {
                turns.add(new ChatTurn(message.role().name().toLowerCase(), text));
            }
        }
        return turns;
    }
}
