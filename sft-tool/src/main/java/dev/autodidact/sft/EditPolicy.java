package dev.autodidact.sft;

import java.io.IOException;
import java.util.Optional;

/**
 * Who writes the self-edits of chats: an adapter that is stacked under the agent's own while a {@code learn} call is
 * written, and for nothing else. Answers, exams and the base's own answers know nothing of it.
 */
public interface EditPolicy {

    /** The policy's version that writes now for a base model, empty where the model writes by itself. */
    Optional<String> served(String baseHash);

    /**
     * The adapter of a version, its hash checked.
     *
     * @throws IOException where it is missing or broken; it must not be served
     */
    byte[] load(String version) throws IOException;

    /**
     * Counts a self-edit of a chat that this version was to write.
     *
     * @param written whether it did, or the model wrote by itself
     */
    void count(String version, boolean written);
}
