package dev.autodidact.sft;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** The gate's limits; what is not set is as {@link GateLimits#standard()} says. */
@ConfigMapping(prefix = "autodidact.gate")
public interface GateSettings {

    /** Share of an item's questions that must be right after training. */
    Optional<Double> minAcquired();

    /** Share of earlier answers that an update may lose. */
    Optional<Double> maxDamaged();

    /** Share of near questions, about others and other things, whose answer may change. */
    Optional<Double> maxLeaked();

    /** Share of prompts of all kinds whose answer may change. */
    Optional<Double> maxChanged();

    /** Mean divergence from the base on those prompts, nats per token. */
    Optional<Double> maxDivergence();

    /** All of them. */
    default GateLimits limits() {
        GateLimits standard = GateLimits.standard();
        return new GateLimits(
                minAcquired().orElse(standard.minAcquired()),
                maxDamaged().orElse(standard.maxDamaged()),
                maxLeaked().orElse(standard.maxLeaked()),
                maxChanged().orElse(standard.maxChanged()),
                maxDivergence().orElse(standard.maxDivergence()));
    }
}
