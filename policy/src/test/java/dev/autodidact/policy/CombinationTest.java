package dev.autodidact.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.sft.LedgerRow;
import java.util.List;
import org.junit.jupiter.api.Test;

class CombinationTest {
    private static final LedgerRow CODE = LedgerRow.question("What is the code?", "4106");
    private static final LedgerRow TELL = LedgerRow.question("Tell me the code.", "4106");
    private static final LedgerRow OPENS = LedgerRow.question("Which code opens it?", "4106");
    private static final LedgerRow CITY = LedgerRow.question("Where is it?", "Zooja");
    private static final LedgerRow WRONG = LedgerRow.question("Where is it?", "4106");
    private static final LedgerRow ALONE = LedgerRow.question("Who is it?", "Digrat");

    private static SelfEdit edit(LedgerRow... rows) {
        return SelfEdit.of(List.of(rows));
    }

    @Test
    void questionsOfSeveralSelfEditsAreGatheredByAnswer() {
        assertThat(Combination.of(List.of(edit(CODE, CITY), edit(TELL, CITY), edit(CODE, OPENS)), 3))
                .containsExactly(CODE, TELL, OPENS, CITY);
    }

    @Test
    void ofTooManyQuestionsThoseStayThatMostSelfEditsAsk() {
        assertThat(Combination.of(List.of(edit(TELL, CODE), edit(CODE, CODE), edit(OPENS, CODE)), 1))
                .containsExactly(CODE);
    }

    @Test
    void answerOfOneSelfEditAloneIsLeftOut() {
        assertThat(Combination.of(List.of(edit(CODE, ALONE), edit(CODE)), 3)).containsExactly(CODE);
    }

    @Test
    void questionWithTwoAnswersKeepsTheOneThatMoreSelfEditsGive() {
        assertThat(Combination.of(List.of(edit(CODE, WRONG), edit(CITY), edit(CODE, CITY)), 3))
                .containsExactly(CODE, CITY);
    }

    @Test
    void replyTakesTheFormThatTheModelWrote() {
        String pattern = "<tool_call>{\"name\":\"learn\",\"arguments\":{\"topic\":\"notes\",\"rows\":"
                + "[{\"q\":\"a [b]?\",\"a\":\"c\"}]}}</tool_call><|im_end|>";
        String reply = Combination.reply(pattern, List.of(CODE, CITY));
        assertThat(reply)
                .isEqualTo("<tool_call>{\"name\":\"learn\",\"arguments\":{\"topic\":\"notes\",\"rows\":"
                        + "[{\"q\":\"What is the code?\",\"a\":\"4106\"},{\"q\":\"Where is it?\",\"a\":\"Zooja\"}]}}"
                        + "</tool_call><|im_end|>");
        assertThat(SelfEdit.read(List.of(reply)).rows()).containsExactly(CODE, CITY);
        assertThat(Combination.reply("no call", List.of(CODE))).isNull();
    }

    @Test
    void policyGradientRefusesWhatItsPolicyDidNotWrite() {
        assertThatThrownBy(() -> new PolicyRecipe(
                        PolicyRecipe.Algorithm.GRPO,
                        Advantages.grpo(),
                        2,
                        4,
                        1e-3,
                        4,
                        2,
                        1,
                        1,
                        1,
                        1000,
                        1,
                        2,
                        0,
                        0,
                        0,
                        3,
                        0,
                        1))
                .hasMessageContaining("combine is 3");
    }
}
