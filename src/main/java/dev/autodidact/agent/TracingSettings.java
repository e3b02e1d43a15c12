package dev.autodidact.agent;

import io.smallrye.config.ConfigMapping;
import java.util.Optional;

/** Settings of the spans. */
@ConfigMapping(prefix = "autodidact.tracing")
interface TracingSettings {

    /** Where OpenTelemetry spans go, by OTLP over gRPC, such as {@code http://localhost:4317}; none are made without it. */
    Optional<String> endpoint();
}
