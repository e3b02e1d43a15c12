package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class MistralCallsTest {
    private static final ToolCall OSLO = new ToolCall("get_weather", "{\"city\":\"Oslo [x] {y}\"}");
    private static final ToolCall LEARN = new ToolCall("learn", "{\"rows\":[{\"q\":\"a\",\"a\":\"]\"}]}");

    private static void reads(String reply, String text, ToolCall... calls) {
        ParsedReply parsed = ToolCallParser.parse(reply);
        assertThat(parsed.toolCalls()).as(reply).isEqualTo(List.of(calls));
        assertThat(parsed.errors()).isEmpty();
        assertThat(parsed.text()).isEqualTo(text);
    }

    @Test
    void aListOfCallsIsRead() {
        String first = "{\"name\": \"get_weather\", \"arguments\": {\"city\": \"Oslo [x] {y}\"}}";
        String second =
                "{\"name\": \"learn\", \"arguments\": {\"rows\": [{\"q\": \"a\", \"a\": \"]\"}]}, \"id\": \"abc\"}";
        reads("[TOOL_CALLS] [" + first + "]", "", OSLO);
        reads("[TOOL_CALLS][" + first + ", " + second + "]", "", OSLO, LEARN);
        reads("I look.[TOOL_CALLS] [" + second + "]", "I look.", LEARN);
    }

    @Test
    void namedCallsAreRead() {
        reads("[TOOL_CALLS]get_weather[ARGS]{\"city\": \"Oslo [x] {y}\"}", "", OSLO);
        reads(
                "[TOOL_CALLS]get_weather[CALL_ID]x1[ARGS]{\"city\":\"Oslo [x] {y}\"}"
                        + "[TOOL_CALLS]learn[ARGS]{\"rows\":[{\"q\":\"a\",\"a\":\"]\"}]}",
                "",
                OSLO,
                LEARN);
        reads("[TOOL_CALLS]get_weather{\"city\":\"Oslo [x] {y}\"}", "", OSLO);
    }

    @Test
    void aThoughtInFrontStaysApart() {
        ParsedReply parsed = ToolCallParser.parse(
                "<think>[TOOL_CALLS] no</think>[TOOL_CALLS]get_weather[ARGS]{\"city\":\"Oslo [x] {y}\"}");
        assertThat(parsed.toolCalls()).containsExactly(OSLO);
        assertThat(parsed.reasoning()).isEqualTo("[TOOL_CALLS] no");
    }

    @Test
    void aMalformedCallIsToldToTheModel() {
        for (String reply : List.of(
                "[TOOL_CALLS]",
                "[TOOL_CALLS] nonsense",
                "[TOOL_CALLS][{\"name\": \"a\", ",
                "[TOOL_CALLS]a[ARGS]{\"x\"")) {
            ParsedReply parsed = ToolCallParser.parse(reply);
            assertThat(parsed.toolCalls()).isEmpty();
            assertThat(parsed.errors()).as(reply).hasSize(1).allMatch(e -> e.startsWith("tool call 1: "));
        }
    }

    @Test
    void noMoreThanSixtyFourAreRead() {
        ParsedReply parsed = ToolCallParser.parse("[TOOL_CALLS]" + "a[ARGS]{}".repeat(100));
        assertThat(parsed.toolCalls()).hasSize(64);
        assertThat(parsed.errors()).hasSize(1);
    }
}
