package dev.autodidact.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** How the model writes answers: many at once, in one batch. */
@ConfigMapping(prefix = "autodidact.serving")
interface ServingSettings {

    /** Answers written at the same time. */
    @WithDefault("32")
    int rows();

    /** Answers that may wait beside them; one more is refused with 429. */
    @WithDefault("64")
    int queue();

    /** {@code auto} (bf16 where the processor multiplies it itself, else f32), {@code bf16}, {@code f16} or {@code f32}. */
    @WithDefault("auto")
    String precision();

    /** LoRA rank that the tables of adapters in use have room for; a larger one makes them anew between answers. */
    @WithDefault("16")
    int adapterRank();

    /** Bytes of keys and values of the answers being written at most; one answer always fits. */
    @WithDefault("1073741824")
    long cacheBytes();

    /** Bytes of keys and values of earlier prompts that are kept. */
    @WithDefault("268435456")
    long prefixBytes();
}
