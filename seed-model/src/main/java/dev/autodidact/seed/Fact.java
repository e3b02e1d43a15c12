package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.List;

/** One made-up fact: the value of a relation for an entity. */
record Fact(Relation relation, Entity entity, String value) {

    /** Without capital letters in its name and value; codes keep theirs. */
    Fact lowered() {
        boolean code = value.chars().anyMatch(Character::isDigit);
        return new Fact(relation, entity.lowered(), code ? value : value.toLowerCase(java.util.Locale.ROOT));
    }

    /** The plainest sentence about it as the user would say it, without final punctuation. */
    String plain() {
        return Phrasing.fill(relation.tells().getFirst(), relation, entity, value, false);
    }

    /** The plainest sentence as the assistant says it to the user. */
    String echo() {
        return Phrasing.fill(relation.tells().getFirst(), relation, entity, value, true);
    }

    String tell(int index) {
        return Phrasing.sentence(relation.tells().get(index), relation, entity, value, false);
    }

    /** The question at an index of the relation's list in its plain written form. */
    String question(int index) {
        return question(relation.asks().get(index));
    }

    String question(String ask) {
        return question(relation, entity, ask);
    }

    List<String> questions() {
        List<String> all = new ArrayList<>();
        relation.asks().forEach(ask -> all.add(question(ask)));
        return all;
    }

    static String question(Relation relation, Entity entity, String ask) {
        return Phrasing.sentence(ask, relation, entity, "", false) + Talk.mark(ask);
    }

    /** Where the value of this fact would stand for another entity. */
    String key() {
        return entity.key() + "|" + relation.id();
    }
}
