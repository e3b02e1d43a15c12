package dev.autodidact.bench;

import java.util.List;

/** What an answer may come from; prompts are those of the agent loop where older turns are out of sight. */
enum StreamArm {
    WINDOW("window only", false, false),
    MEMORY("memory only", true, false),
    WEIGHTS("weights only", false, true),
    BOTH("both", true, true);

    private static final String CUT = "<|im_start|>system\nEarlier messages are out of sight";

    private final String label;
    private final boolean memory;
    private final boolean weights;

    StreamArm(String label, boolean memory, boolean weights) {
        this.label = label;
        this.memory = memory;
        this.weights = weights;
    }

    String label() {
        return label;
    }

    boolean memory() {
        return memory;
    }

    boolean weights() {
        return weights;
    }

    /**
     * The question as the model sees it.
     *
     * @param tail what the window still holds; only the arm of the window sees it
     * @param found what the memory gives for the question
     */
    String prompt(String question, String tail, List<String> found) {
        String system = memory
                ? CUT + ": recall finds them.\nMemory:\n" + String.join("\n", found)
                        + "\ntools: learn, recall, remember"
                : CUT + ".\ntools: learn";
        return system + "<|im_end|>\n" + (this == WINDOW ? tail : "") + "<|im_start|>user\n" + question
                + "<|im_end|>\n<|im_start|>assistant\n";
    }
}
