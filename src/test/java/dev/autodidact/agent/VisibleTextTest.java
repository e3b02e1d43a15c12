package dev.autodidact.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is shown of a text that comes in pieces hangs on the text, not on the pieces. */
class VisibleTextTest {

    private static final String JSON = "{\"name\": \"recall\", \"parameters\": {\"query\": \"port\"}}";

    private static void parts(String written, boolean callable, boolean plain, String text, String thought) {
        for (int size : List.of(1, 2, 3, 7, 1000)) {
            StringBuilder shown = new StringBuilder();
            StringBuilder thoughts = new StringBuilder();
            VisibleText visible = new VisibleText(shown::append, thoughts::append, callable);
            for (int i = 0; i < written.length(); i += size) {
                visible.accept(written.substring(i, Math.min(written.length(), i + size)));
            }
            visible.finish(plain);
            assertThat(shown.toString()).as("%s in pieces of %d", written, size).isEqualTo(text);
            assertThat(thoughts.toString())
                    .as("%s in pieces of %d", written, size)
                    .isEqualTo(thought);
        }
    }

    @Test
    void plainTextPassesAsItIs() {
        for (boolean callable : List.of(true, false)) {
            parts(" Your cat <b> is 小花 🐱.\r\n ", callable, true, " Your cat <b> is 小花 🐱.\r\n ", "");
            parts("a < b <thin", callable, true, "a < b <thin", "");
        }
    }

    @Test
    void thoughtsAreKeptApart() {
        parts("<think>\nTwo and two.\n\nFour.\n</think>\n\nIt is 4.", true, true, "It is 4.", "Two and two.\n\nFour.");
        parts("<think>\n\n</think>\n\nIt is 4.", false, true, "It is 4.", "");
        parts("\n<think>one</think> A <think>two</think> B", false, true, "A B", "onetwo");
        parts("<think>still th", false, true, "", "still th");
        parts("<think>ends </thi", false, true, "", "ends </thi");
    }

    @Test
    void callsAreShownToNobodyInAnyForm() {
        parts("Wait.<tool_call>{}</tool_call>", true, false, "Wait.", "");
        parts("Wait.[TOOL_CALLS]a[ARGS]{}", true, false, "Wait.", "");
        parts("<|python_tag|>" + JSON, true, false, "", "");
        parts(JSON, true, false, "", "");
        parts("<think>look</think>\n" + JSON, true, false, "", "look");
        parts("<think>a <tool_call> in a thought</think>No.", true, true, "No.", "a <tool_call> in a thought");
    }

    @Test
    void whatWasNoCallAfterAllIsShownAtTheEnd() {
        parts("{\"name\": \"Vega\"}", true, true, "{\"name\": \"Vega\"}", "");
        parts("a<tool_call>nothing", true, true, "a<tool_call>nothing", "");
        parts("a<tool_call>nothing", false, true, "a<tool_call>nothing", "");
    }

    @Test
    void piecesComeAsSoonAsTheyAreSure() {
        List<String> pieces = new ArrayList<>();
        VisibleText visible = new VisibleText(pieces::add, thought -> {}, true);
        visible.accept("Hel");
        visible.accept("lo <");
        visible.accept("b>");
        assertThat(pieces).containsExactly("Hel", "lo ", "<b>");
    }
}
