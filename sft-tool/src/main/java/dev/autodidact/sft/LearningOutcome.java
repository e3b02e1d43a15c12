package dev.autodidact.sft;

/** How a job ended. */
public sealed interface LearningOutcome {

    /**
     * The gate let it pass: publish.
     *
     * @param adapter the new version's bytes; their SHA-256 becomes its name
     * @param rank LoRA rank
     * @param alpha LoRA alpha
     * @param baseHash hash of the base weights it belongs to
     * @param receiptJson the receipt as a JSON object
     * @param curveJson the training curve as a JSON array
     */
    record Accepted(byte[] adapter, int rank, double alpha, String baseHash, String receiptJson, String curveJson)
            implements LearningOutcome {}

    /**
     * The gate refused it: the weights stay as they are.
     *
     * @param reason why, for people
     * @param receiptJson the receipt as a JSON object
     */
    record Refused(String reason, String receiptJson) implements LearningOutcome {}
}
