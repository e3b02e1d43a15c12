package dev.autodidact.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Settings of the agent loop. */
@ConfigMapping(prefix = "autodidact.chat")
public interface ChatSettings {

    /** Tokens of one answer at most. */
    @WithDefault("384")
    int maxTokens();

    /**
     * Whether models that can (Qwen3, SmolLM3) think before they answer. Lessons and exams are without thoughts, so what was
     * taught is asked most like an exam where answers are, too.
     */
    @WithDefault("false")
    boolean thinking();

    /** 0 chooses the most probable token always. */
    @WithDefault("0")
    double temperature();

    /** Nucleus mass for temperatures above 0. */
    @WithDefault("1")
    double topP();

    /** Characters of one message at most. */
    @WithDefault("16000")
    int maxMessageChars();

    /** Messages of the conversation that are read back at most. */
    @WithDefault("60")
    int historyMessages();

    /** Tool calls in one turn at most. */
    @WithDefault("4")
    int maxToolCalls();

    /** How often a call that cannot be read goes back to the model. */
    @WithDefault("2")
    int maxMalformedCalls();

    /** How long a turn waits for what was just taught; afterwards the model sees that it is queued. */
    @WithDefault("30s")
    Duration learnWait();

    /** Text before each conversation; the tools' own text is the chat template's. */
    Optional<String> systemPrompt();
}
