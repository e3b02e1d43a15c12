package dev.autodidact.policy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * What a person thought of an answer, and who is credited with it.
 *
 * @param message the answer
 * @param score +1 or -1
 * @param correction what should have been said, or null
 * @param credits rewards on turns and on the taught items that fed the answer
 */
public record Feedback(UUID id, UUID message, int score, String correction, Instant created, List<Credit> credits) {
    /**
     * A reward that comes from a person.
     *
     * @param kind {@code turn}: a message; {@code item}: the self-edit of a ledger item
     * @param target id of the message or of the item
     * @param reward the score, shared among the items
     */
    public record Credit(String kind, UUID target, double reward) {}
}
