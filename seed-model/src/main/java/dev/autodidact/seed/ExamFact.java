package dev.autodidact.seed;

import java.util.List;

/**
 * A made-up fact with held-out names and the questions that show whether it was learned and nothing else.
 *
 * @param topic short noun phrase
 * @param value the right answer
 * @param tell a sentence of the corpus's form that states it
 * @param heldTell a sentence whose form never occurs in the corpus
 * @param trained questions in the phrasings of the corpus, in the order of the relation's list
 * @param held questions whose phrasings never occur in the corpus
 * @param sameRelation the same relation of another entity: unknown
 * @param sameEntity another relation of the same entity: unknown
 * @param unrelated neither: unknown
 */
public record ExamFact(
        String topic,
        String value,
        String tell,
        String heldTell,
        List<String> trained,
        List<String> held,
        String sameRelation,
        String sameEntity,
        String unrelated) {

    /** The messages after which the assistant should call learn: the tool listed, the fact told. */
    public List<Message> learnPrompt() {
        return List.of(Message.system(Conversation.system("", Conversation.Tools.LEARN)), Message.user(tell));
    }
}
