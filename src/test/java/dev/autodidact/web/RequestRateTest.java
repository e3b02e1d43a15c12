package dev.autodidact.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class RequestRateTest {

    private final AtomicLong nanos = new AtomicLong();
    private final RequestRate rate = new RequestRate(60, nanos::get);

    @Test
    void oneMinutesWorthMayComeAtOnceAndThenOneASecond() {
        for (int i = 0; i < 60; i++) {
            assertThat(rate.take("a")).isEmpty();
        }
        assertThat(rate.take("a")).hasValue(1);
        nanos.addAndGet(999_000_000);
        assertThat(rate.take("a")).hasValue(1);
        nanos.addAndGet(1_000_000);
        assertThat(rate.take("a")).isEmpty();
        assertThat(rate.take("a")).hasValue(1);
    }

    @Test
    void whatOneKeySpendsIsNotTakenFromAnother() {
        for (int i = 0; i < 61; i++) {
            rate.take("a");
        }
        assertThat(rate.take("b")).isEmpty();
    }
}
