package dev.autodidact.sft;

import java.time.Duration;
import java.util.OptionalInt;

/** A teaching over a quota. Nothing was stored. */
public class QuotaExceededException extends RuntimeException {

    private final String code;
    private final Duration retryAfter;

    /**
     * What is over which quota.
     *
     * @param code names the quota for programs
     * @param message names the value and the bound
     * @param retryAfter after how long a new try may succeed, or null
     */
    public QuotaExceededException(String code, String message, Duration retryAfter) {
        super(message);
        this.code = code;
        this.retryAfter = retryAfter;
    }

    /** Which quota, for programs. */
    public String code() {
        return code;
    }

    /** After how many seconds a new try may succeed; empty where only a person can make room. */
    public OptionalInt retryAfterSeconds() {
        return retryAfter == null
                ? OptionalInt.empty()
                : OptionalInt.of(Math.toIntExact(Math.max(1, retryAfter.toSeconds())));
    }
}
