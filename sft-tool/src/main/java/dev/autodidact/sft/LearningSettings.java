package dev.autodidact.sft;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** Settings of the learning queue. */
@ConfigMapping(prefix = "autodidact.learning")
public interface LearningSettings {

    /** How many jobs may wait or run; one more is refused with 429. */
    @WithDefault("256")
    int queueCapacity();

    /** How often a job may be started before it is given up: a job that kills the process must not do so for ever. */
    @WithDefault("3")
    int maxAttempts();

    /** What a refused caller is told to wait. */
    @WithDefault("5")
    int retryAfterSeconds();

    /** How often the worker looks for jobs that other nodes have put in. */
    @WithDefault("2s")
    Duration poll();

    /** How often adapter versions that nobody refers to are looked for, besides at the start and after a retraction. */
    @WithDefault("1h")
    Duration sweepEvery();

    /** How often a node tells the database that it is alive. */
    @WithDefault("10s")
    Duration pulse();

    /** Of a node of which nothing was heard for so long the others take over the job in hand. */
    @WithDefault("40s")
    Duration deadAfter();

    /** How long a stopping process waits for the job in hand to reach its next report. It runs again at the next start. */
    @WithDefault("20s")
    Duration stopWait();
}
