package dev.autodidact.web;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/** How fast each key may call: a bucket that refills steadily and holds one minute's worth. Of this process only. */
@ApplicationScoped
class RequestRate {

    private final ConcurrentHashMap<String, Bucket> buckets = new ConcurrentHashMap<>();
    private final int perMinute;
    private final LongSupplier clock;

    @Inject
    RequestRate(SecuritySettings settings) {
        this(settings.requestsPerMinute(), System::nanoTime);
    }

    RequestRate(int perMinute, LongSupplier clock) {
        this.perMinute = perMinute;
        this.clock = clock;
    }

    /** Takes one request of a key. Empty where it may go on, else the seconds after which the next one may. */
    OptionalInt take(String key) {
        return buckets.computeIfAbsent(key, name -> new Bucket()).take();
    }

    int perMinute() {
        return perMinute;
    }

    private final class Bucket {

        private double tokens = perMinute;
        private long filled = clock.getAsLong();

        synchronized OptionalInt take() {
            double perSecond = perMinute / 60.0;
            long now = clock.getAsLong();
            tokens = Math.min(perMinute, tokens + (now - filled) / 1e9 * perSecond);
            filled = now;
            if (tokens >= 1) {
                tokens--;
                return OptionalInt.empty();
            }
            return OptionalInt.of((int) Math.ceil((1 - tokens) / perSecond));
        }
    }
}
