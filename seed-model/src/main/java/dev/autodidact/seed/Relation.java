package dev.autodidact.seed;

import java.util.List;

/**
 * A kind of fact and its phrasings: lower case, no final punctuation, placeholders as in the relation files.
 *
 * @param id unique name, words joined by underscores
 * @param group relations of one group are near one another
 * @param subjects any of self, person, thing:KIND, none
 * @param valueType name of the type that its values are drawn from
 * @param attribute what {attr} stands for, empty for a relation with its own phrasings
 * @param tells sentences that state the fact, the plainest first
 * @param asks questions for the value
 * @param heldAsks questions that never occur in the corpus
 * @param heldTells sentences that never occur in the corpus
 */
public record Relation(
        String id,
        String group,
        List<String> subjects,
        String valueType,
        String attribute,
        List<String> tells,
        List<String> asks,
        List<String> heldAsks,
        List<String> heldTells) {

    /** Short noun phrase that names the relation. */
    public String topic() {
        return id.replace('_', ' ');
    }

    boolean generic() {
        return !attribute.isEmpty();
    }
}
