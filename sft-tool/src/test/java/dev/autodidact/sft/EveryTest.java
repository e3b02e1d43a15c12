package dev.autodidact.sft;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EveryTest {

    @Test
    void itIsTimeAgainOnceInEachPeriod() {
        AtomicLong clock = new AtomicLong(-5);
        Every minute = new Every(Duration.ofMinutes(1), clock::get);
        assertThat(minute.due()).isFalse();
        clock.addAndGet(Duration.ofSeconds(59).toNanos());
        assertThat(minute.due()).isFalse();
        clock.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(minute.due()).isTrue();
        assertThat(minute.due()).isFalse();
        clock.addAndGet(Duration.ofHours(1).toNanos());
        assertThat(minute.due()).isTrue();
        assertThat(minute.due()).isFalse();
    }
}
