package dev.autodidact.web;

import static org.assertj.core.api.Assertions.assertThat;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.sft.AgentErased;
import dev.autodidact.sft.QuotaExceededException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SpentQuotasTest {

    private static final AgentKey ADA = new AgentKey("house", "ada");

    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000_000_000L);
    private final SpentQuotas spent = new SpentQuotas(nanos::get);

    private static QuotaExceededException over(String code, Duration retryAfter) {
        return new QuotaExceededException(code, "too many", retryAfter);
    }

    private void pass(double seconds) {
        nanos.addAndGet((long) (seconds * 1e9));
    }

    @Test
    void aRefusalIsSaidAgainForFiveSecondsWithWhatIsLeftOfTheWait() {
        spent.note(ADA, over("quota_items_per_hour", Duration.ofMinutes(10)));
        assertThat(spent.of(ADA))
                .get()
                .extracting(SpentQuotas.Refusal::retryAfterSeconds)
                .isEqualTo(600);
        pass(4.9);
        assertThat(spent.of(ADA))
                .get()
                .extracting(SpentQuotas.Refusal::retryAfterSeconds)
                .isEqualTo(596);
        assertThat(spent.of(new AgentKey("house", "bob"))).isEmpty();
        assertThat(spent.of(new AgentKey("elsewhere", "ada"))).isEmpty();
        pass(0.1);
        assertThat(spent.of(ADA)).isEmpty();
    }

    @Test
    void nothingIsRefusedPastTheMomentThatTheCallerWasTold() {
        spent.note(ADA, over("quota_items_per_tenant", Duration.ofSeconds(2)));
        pass(1.9);
        assertThat(spent.of(ADA))
                .get()
                .extracting(SpentQuotas.Refusal::retryAfterSeconds)
                .isEqualTo(1);
        pass(0.1);
        assertThat(spent.of(ADA)).isEmpty();
    }

    @Test
    void whatHangsOnTheRowsOrEndsByAnotherCallIsAskedOfTheDatabaseEachTime() {
        spent.note(ADA, over("quota_waiting", Duration.ofSeconds(5)));
        spent.note(ADA, over("quota_items_per_source", Duration.ofHours(2)));
        spent.note(ADA, over("quota_quarantine", null));
        assertThat(spent.of(ADA)).isEmpty();
    }

    @Test
    void anErasedAgentMakesRoomForTheOthersAtOnce() {
        spent.note(ADA, over("quota_items_per_tenant", Duration.ofMinutes(10)));
        spent.forget(new AgentErased(new AgentKey("house", "bob")));
        assertThat(spent.of(ADA)).isEmpty();
    }
}
