package dev.autodidact.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class ToolCallParserTest {
    private static final String LEARN = "{\"name\": \"learn\", \"arguments\": {\"topic\": \"cat\"}}";

    @Test
    void aReplyWithoutCallsIsTextAsItStands() {
        ParsedReply reply = ToolCallParser.parse(" Your cat is called 小花 🐱.\r\n");

        assertThat(reply).isEqualTo(new ParsedReply(" Your cat is called 小花 🐱.\r\n", "", List.of(), List.of()));
    }

    @Test
    void aCallInTagsIsTakenOutOfTheText() {
        ParsedReply reply = ToolCallParser.parse("I learn it.\n<tool_call>\n" + LEARN + "\n</tool_call>");

        assertThat(reply.text()).isEqualTo("I learn it.");
        assertThat(reply.toolCalls()).containsExactly(new ToolCall("learn", "{\"topic\":\"cat\"}"));
        assertThat(reply.errors()).isEmpty();
    }

    @Test
    void severalCallsKeepTheirOrder() {
        ParsedReply reply = ToolCallParser.parse("<tool_call>" + LEARN + "</tool_call>\r\n"
                + "<tool_call>{\"name\":\"recall\",\"arguments\":{\"query\":\"端口 🚢\"}}</tool_call>");

        assertThat(reply.text()).isEmpty();
        assertThat(reply.toolCalls())
                .containsExactly(
                        new ToolCall("learn", "{\"topic\":\"cat\"}"), new ToolCall("recall", "{\"query\":\"端口 🚢\"}"));
    }

    @Test
    void argumentsKeepKeyOrderNumbersAndMarkup() {
        String arguments =
                "{\"z\":1.0,\"a\":[1e5,null,true],\"html\":\"<b>&'\\\"\\\\\\n\",\"big\":12345678901234567890}";

        ParsedReply reply =
                ToolCallParser.parse("<tool_call>{\"name\":\"t\",\"arguments\":" + arguments + "}</tool_call>");

        assertThat(reply.toolCalls()).containsExactly(new ToolCall("t", arguments));
    }

    @Test
    void tagsInsideAJsonStringBelongToTheString() {
        String arguments = "{\"text\":\"write </tool_call> and <tool_call> and {\"}";

        ParsedReply reply =
                ToolCallParser.parse("<tool_call>{\"name\":\"t\",\"arguments\":" + arguments + "}</tool_call> done");

        assertThat(reply.toolCalls()).containsExactly(new ToolCall("t", arguments));
        assertThat(reply.text()).isEqualTo("done");
        assertThat(reply.errors()).isEmpty();
    }

    @Test
    void aMissingClosingTagAtTheEndIsForgivenWhenTheJsonIsComplete() {
        ParsedReply reply = ToolCallParser.parse("<tool_call>\n" + LEARN + "\n");

        assertThat(reply.toolCalls()).hasSize(1);
        assertThat(reply.errors()).isEmpty();
    }

    @Test
    void aCallCutOffInTheMiddleIsAnErrorThatSaysWhere() {
        ParsedReply reply = ToolCallParser.parse("<tool_call>{\"name\": \"learn\", \"arguments\": {\"topic\": ");

        assertThat(reply.toolCalls()).isEmpty();
        assertThat(reply.errors())
                .singleElement()
                .asString()
                .startsWith("tool call 1: ")
                .contains("too early", "topic");
    }

    @Test
    void malformedJsonIsAnErrorWithPlaceAndExpectation() {
        assertThat(error("{\"name\": \"learn\" \"arguments\": {}}"))
                .isEqualTo("tool call 1: the JSON is malformed at line 1, column 18, near `\"arguments\": {}}`:"
                        + " expected ',' or '}'");
        assertThat(error("{\"name\" \"learn\"}")).contains("column 9", "expected ':'");
        assertThat(error("{'name': 'learn'}")).contains("line 1, column 2", "double quotes");
        assertThat(error("{\"name\": \"t\", \"arguments\": {\"a\": [1, 2}}")).contains("expected ',' or ']'");
        assertThat(error("{\"name\": \"t\", \"arguments\": {\"a\": 1,}}")).contains("expected a name");
        assertThat(error("{\"name\": \"t\",\n \"arguments\": {\"a\": tru}}")).contains("line 2", "column 21");
        assertThat(error("{\"name\": \"t\", \"arguments\": {\"a\": \"x\ny\"}}")).contains("control characters");
    }

    @Test
    void aCallWithoutNameOrArgumentsIsAnErrorThatShowsTheForm() {
        assertThat(error("{\"arguments\": {}}")).contains("no \"name\"");
        assertThat(error("{\"name\": 3, \"arguments\": {}}")).contains("\"name\"", "`3`");
        assertThat(error("{\"name\": \"learn\"}")).contains("learn has no \"arguments\"");
        assertThat(error("{\"name\": \"learn\", \"arguments\": [1]}")).contains("not a JSON object but `[1]`");
        assertThat(error("")).contains("empty");
        assertThat(error("learn(topic)")).contains("expected a JSON object", "`learn(topic)`");
    }

    @Test
    void aGoodCallBesideABadOneIsKept() {
        ParsedReply reply = ToolCallParser.parse(
                "<tool_call>{\"name\": }</tool_call><tool_call>" + LEARN + "</tool_call><tool_call>nothing");

        assertThat(reply.toolCalls()).hasSize(1);
        assertThat(reply.errors()).hasSize(2);
        assertThat(reply.errors().get(0)).startsWith("tool call 1: ");
        assertThat(reply.errors().get(1)).startsWith("tool call 3: ");
    }

    @Test
    void textBehindTheJsonInsideTheTagsIsAnError() {
        ParsedReply reply = ToolCallParser.parse("<tool_call>" + LEARN + " please</tool_call>bye");

        assertThat(reply.errors())
                .containsExactly("tool call 1: expected </tool_call> behind the JSON object, found `please`");
        assertThat(reply.text()).isEqualTo("bye");
    }

    @Test
    void aClosingTagAloneIsAnError() {
        ParsedReply reply = ToolCallParser.parse("Fine.</tool_call>");

        assertThat(reply.errors()).singleElement().asString().contains("without <tool_call>");
        assertThat(reply.text()).isEqualTo("Fine.");
    }

    @Test
    void llamaJsonAloneIsACall() {
        ParsedReply reply = ToolCallParser.parse("{\"name\": \"recall\", \"parameters\": {\"query\": \"port\"}}");

        assertThat(reply.toolCalls()).containsExactly(new ToolCall("recall", "{\"query\":\"port\"}"));
        assertThat(reply.text()).isEmpty();
    }

    @Test
    void llamaJsonMayHaveThePythonTagATypeAndSeveralCalls() {
        ParsedReply reply = ToolCallParser.parse("<|python_tag|>{\"type\": \"function\", \"name\": \"a\","
                + " \"parameters\": {}}; {\"name\": \"b\", \"parameters\": {\"x\": 1}}");

        assertThat(reply.toolCalls()).containsExactly(new ToolCall("a", "{}"), new ToolCall("b", "{\"x\":1}"));
        assertThat(reply.errors()).isEmpty();
    }

    @Test
    void malformedLlamaJsonIsAnError() {
        ParsedReply reply = ToolCallParser.parse("{\"name\": \"recall\", \"parameters\": {\"query\": \"port\"");

        assertThat(reply.toolCalls()).isEmpty();
        assertThat(reply.errors()).hasSize(1);
    }

    @Test
    void jsonThatIsNoCallStaysText() {
        String answer = "{\"name\": \"Vega\", \"port\": 8443}";

        assertThat(ToolCallParser.parse(answer)).isEqualTo(new ParsedReply(answer, "", List.of(), List.of()));
        assertThat(ToolCallParser.parse("[1, 2]").text()).isEqualTo("[1, 2]");
        assertThat(ToolCallParser.parse(LEARN + " is how a call looks.").toolCalls())
                .isEmpty();
    }

    @Test
    void argumentsWrittenAsATextAreRead() {
        ParsedReply reply =
                ToolCallParser.parse("<tool_call>{\"name\":\"t\",\"arguments\":\"{\\\"a\\\": 1}\"}</tool_call>");

        assertThat(reply.toolCalls()).containsExactly(new ToolCall("t", "{\"a\":1}"));
    }

    @Test
    void aReplyThatRepeatsItselfIsReadToALimit() {
        ParsedReply reply = ToolCallParser.parse(("<tool_call>" + LEARN + "</tool_call>").repeat(70));

        assertThat(reply.toolCalls()).hasSize(64);
        assertThat(reply.errors()).singleElement().asString().contains("more than 64 tool calls");
    }

    @Test
    void argumentsNestedWithoutEndAreAnError() {
        String deep = "{\"a\":".repeat(5000) + "1" + "}".repeat(5000);

        assertThat(error("{\"name\":\"t\",\"arguments\":" + deep + "}")).contains("Nesting limit");
    }

    @Test
    void thoughtsAreKeptApart() {
        ParsedReply reply = ToolCallParser.parse("<think>\nShould I call <tool_call>{}</tool_call>?\n</think>\n\nNo.");

        assertThat(reply)
                .isEqualTo(new ParsedReply("No.", "Should I call <tool_call>{}</tool_call>?", List.of(), List.of()));
    }

    @Test
    void aThoughtOpenedByThePromptOrCutOffIsStillAThought() {
        assertThat(ToolCallParser.parse("hm\n</think>\nYes."))
                .isEqualTo(new ParsedReply("Yes.", "hm", List.of(), List.of()));
        assertThat(ToolCallParser.parse("<think>still th"))
                .isEqualTo(new ParsedReply("", "still th", List.of(), List.of()));
    }

    @Test
    void aThoughtMayStandBeforeACall() {
        ParsedReply reply = ToolCallParser.parse("<think>use it</think>\n<tool_call>\n" + LEARN + "\n</tool_call>");

        assertThat(reply.reasoning()).isEqualTo("use it");
        assertThat(reply.toolCalls()).hasSize(1);
        assertThat(reply.text()).isEmpty();
    }

    private static String error(String json) {
        ParsedReply reply = ToolCallParser.parse("<tool_call>" + json + "</tool_call>");
        assertThat(reply.toolCalls()).isEmpty();
        assertThat(reply.errors()).hasSize(1);
        return reply.errors().getFirst();
    }
}
