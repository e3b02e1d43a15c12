package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/** Invents facts that do not contradict or answer one another. */
final class FactPicker {

    /** A question that the facts of a conversation do not answer, or the one that they do. */
    record Question(Relation relation, Entity entity) {}

    private static final double GENERIC_SHARE = 0.25;
    /** Kinds of things that relations without a subject are about already: the printer. */
    private static final Set<String> NAMED_ONLY = Set.of("printer");

    private static final double LOWER_SHARE = 0.06;
    private static final double NEAR_NAME_SHARE = 0.12;

    private final CorpusData data;
    private final Split split;
    private final Map<String, List<Relation>> bySubject = new HashMap<>();
    private final Map<String, List<Relation>> byGroup = new HashMap<>();
    private final Map<String, Boolean> alike = new ConcurrentHashMap<>();

    FactPicker(CorpusData data, Split split) {
        this.data = data;
        this.split = split;
        for (Relation relation : data.relations()) {
            byGroup.computeIfAbsent(relation.group(), _ -> new ArrayList<>()).add(relation);
            for (String subject : relation.subjects()) {
                bySubject.computeIfAbsent(subject, _ -> new ArrayList<>()).add(relation);
            }
        }
    }

    Relation relation(RandomGenerator random) {
        return Pick.chance(random, GENERIC_SHARE)
                ? data.generics().draw(random, data.names(), split)
                : Pick.one(random, data.relations());
    }

    Entity entity(Relation relation, RandomGenerator random) {
        List<String> subjects = relation.subjects();
        if (subjects.size() == 2 && subjects.contains("self")) {
            String other = subjects.get(subjects.indexOf("self") == 0 ? 1 : 0);
            return entity(Pick.chance(random, 0.45) ? "self" : other, random);
        }
        return entity(Pick.one(random, subjects), random);
    }

    Entity entity(String subject, RandomGenerator random) {
        return switch (subject) {
            case "self" -> new Entity.Self();
            case "none" -> new Entity.None();
            case "person" -> split == Split.TRAIN && Pick.chance(random, 0.1) ? relative(random) : person(random);
            default -> {
                if (!subject.startsWith("thing:")) {
                    throw new IllegalArgumentException("unknown kind of subject: " + subject);
                }
                yield thing(subject.substring(6), random);
            }
        };
    }

    /** Mostly kind and name, as in the exams; the corpus has other forms too. */
    private Entity thing(String kind, RandomGenerator random) {
        double form = split == Split.TRAIN ? random.nextDouble() : 1;
        if (form < 0.12 && !NAMED_ONLY.contains(kind)) {
            return new Entity.Definite(Pick.of(random, "the", "the", "our", "my"), kind);
        }
        String name = data.names().name(random, split);
        return new Entity.Thing(
                kind,
                name,
                form < 0.2
                        ? Entity.Thing.Form.NAME
                        : form < 0.3 ? Entity.Thing.Form.WITH_ARTICLE : Entity.Thing.Form.KIND_AND_NAME);
    }

    private Entity person(RandomGenerator random) {
        String name = Pick.chance(random, 0.35)
                ? data.values().person(random, split)
                : data.names().name(random, split);
        boolean woman = data.lists().list("woman").contains(name);
        boolean man = data.lists().list("man").contains(name);
        boolean her = woman || !man && Math.floorMod(name.hashCode(), 2) == 0;
        String surname = Pick.chance(random, 0.06) ? " " + data.values().open(random, split, "surname", 0.5) : "";
        return new Entity.Person(name + surname, her ? "her" : "his");
    }

    private Entity relative(RandomGenerator random) {
        String kin = Pick.one(random, data.lists().list("kin"));
        boolean woman = data.lists().list("womankin").contains(kin);
        boolean man = data.lists().list("mankin").contains(kin);
        return new Entity.Relative(kin, woman ? "her" : man ? "his" : Pick.of(random, "his", "her"));
    }

    Fact fact(RandomGenerator random) {
        Relation relation = relation(random);
        return fact(relation, entity(relation, random), random);
    }

    Fact fact(Relation relation, Entity entity, RandomGenerator random) {
        String value = data.values().draw(valueType(relation), random, split);
        return new Fact(data.generics().fit(relation, entity), entity, value);
    }

    /** Mothers take the names of women. */
    private String valueType(Relation relation) {
        if (relation.valueType().equals("personname")) {
            return data.lists().list("womankin").contains(relation.id())
                    ? "womanname"
                    : data.lists().list("mankin").contains(relation.id()) ? "manname" : "personname";
        }
        return relation.valueType();
    }

    /** Facts of which six in ten share the entity or the relation with an earlier one. */
    List<Fact> facts(int count, RandomGenerator random) {
        List<Fact> facts = new ArrayList<>();
        boolean sameEntity = random.nextBoolean();
        while (facts.size() < count) {
            Fact fact = fact(random);
            if (!facts.isEmpty() && Pick.chance(random, 0.6)) {
                Fact shared = Pick.one(random, facts);
                Question near = Pick.chance(random, sameEntity ? 0.7 : 0.3)
                        ? sameEntity(shared, random)
                        : sameRelation(shared, random);
                fact = near == null ? fact : fact(near.relation(), near.entity(), random);
            }
            if (free(facts, fact.relation(), fact.entity())) {
                facts.add(fact);
            }
        }
        return split == Split.TRAIN && Pick.chance(random, LOWER_SHARE) ? lowered(facts) : facts;
    }

    /** As by a user who writes no capital letters. */
    private List<Fact> lowered(List<Fact> facts) {
        List<Fact> lowered = new ArrayList<>();
        for (Fact fact : facts) {
            Fact lower = fact.lowered();
            lowered.add(free(lowered, lower.relation(), lower.entity()) ? lower : fact);
        }
        return lowered;
    }

    /** The relation of the fact for another entity, null if it has none. */
    Question sameRelation(Fact fact, RandomGenerator random) {
        if (fact.entity() instanceof Entity.None) {
            return null;
        }
        Entity other = Pick.chance(random, NEAR_NAME_SHARE) ? near(fact, random) : entity(fact.relation(), random);
        return new Question(data.generics().fit(fact.relation(), other), other);
    }

    private Entity near(Fact fact, RandomGenerator random) {
        return switch (fact.entity()) {
            case Entity.Person person ->
                new Entity.Person(data.names().near(person.name(), random, split), person.pronoun());
            case Entity.Thing thing ->
                new Entity.Thing(thing.kind(), data.names().near(thing.name(), random, split), thing.form());
            default -> entity(fact.relation(), random);
        };
    }

    /** Another relation of the same entity: one of its group, a generic one or any. */
    Question sameEntity(Fact fact, RandomGenerator random) {
        Entity entity = fact.entity();
        String kind = kind(entity);
        if (Pick.chance(random, GENERIC_SHARE)) {
            Relation generic = kind.startsWith("thing:")
                    ? data.generics().drawFor("thing", random)
                    : data.generics().drawFor(kind, random);
            return new Question(data.generics().fit(generic, entity), entity);
        }
        List<Relation> fitting = bySubject.getOrDefault(kind, List.of());
        if (Pick.chance(random, 0.5)) {
            List<Relation> group = byGroup.getOrDefault(fact.relation().group(), List.of());
            List<Relation> near =
                    group.stream().filter(r -> r.subjects().contains(kind)).toList();
            fitting = near.size() > 1 ? near : fitting;
        }
        return fitting.isEmpty() ? null : new Question(Pick.one(random, fitting), entity);
    }

    /** A question that none of the facts answers; near ones are as frequent as far ones. */
    Question unanswered(List<Fact> facts, RandomGenerator random) {
        while (true) {
            Question question = candidate(facts, random);
            if (question != null && free(facts, question.relation(), question.entity())) {
                return question;
            }
        }
    }

    private Question candidate(List<Fact> facts, RandomGenerator random) {
        Fact near = Pick.one(random, facts);
        switch (random.nextInt(3)) {
            case 0 -> {
                if (facts.size() > 1 && Pick.chance(random, 0.5)) {
                    return crossed(near, Pick.one(random, facts));
                }
                return sameRelation(near, random);
            }
            case 1 -> {
                if (facts.size() > 1 && Pick.chance(random, 0.5)) {
                    return crossed(Pick.one(random, facts), near);
                }
                return sameEntity(near, random);
            }
            default -> {
                Relation relation = relation(random);
                Entity entity = entity(relation, random);
                return new Question(data.generics().fit(relation, entity), entity);
            }
        }
    }

    /** The relation of one fact for the entity of another, null if it does not fit. */
    private Question crossed(Fact relation, Fact entity) {
        String kind = kind(entity.entity());
        if (!relation.relation().subjects().contains(kind)) {
            return null;
        }
        return new Question(data.generics().fit(relation.relation(), entity.entity()), entity.entity());
    }

    /** Whether no fact is about the entity and the relation or one that may answer for it. */
    boolean free(List<Fact> facts, Relation relation, Entity entity) {
        for (Fact fact : facts) {
            boolean noSubject = fact.entity() instanceof Entity.None || entity instanceof Entity.None;
            if ((noSubject || fact.entity().key().equals(entity.key())) && alike(fact.relation(), relation)) {
                return false;
            }
            if (sameName(fact.entity(), entity)) {
                return false;
            }
        }
        return true;
    }

    /** Two entities that differ in kind only, or a name that is told to be a value elsewhere, would confuse a reader. */
    private static boolean sameName(Entity a, Entity b) {
        return a instanceof Entity.Thing one && b instanceof Entity.Thing two
                ? one.name().equals(two.name()) && !one.kind().equals(two.kind())
                : false;
    }

    static String kind(Entity entity) {
        return switch (entity) {
            case Entity.Self _ -> "self";
            case Entity.Person _, Entity.Relative _ -> "person";
            case Entity.Thing thing -> "thing:" + thing.kind();
            case Entity.Definite thing -> "thing:" + thing.noun();
            case Entity.None _ -> "none";
        };
    }

    /** Whether one of the two may answer a question about the other. */
    boolean alike(Relation a, Relation b) {
        if (a.id().equals(b.id())) {
            return true;
        }
        boolean swap = a.id().compareTo(b.id()) > 0;
        String key = swap ? b.id() + " " + a.id() : a.id() + " " + b.id();
        if ((a.generic() && !listed(a)) || (b.generic() && !listed(b))) {
            return compare(a, b);
        }
        return alike.computeIfAbsent(key, _ -> compare(a, b));
    }

    private boolean listed(Relation relation) {
        return data.generics().attributes().stream()
                .anyMatch(attribute -> attribute.noun().equals(relation.attribute()));
    }

    private boolean compare(Relation a, Relation b) {
        for (Set<String> overlap : data.overlaps()) {
            if (overlap.contains(a.id()) && overlap.contains(b.id())) {
                return true;
            }
        }
        if (a.generic() && b.generic()) {
            Set<String> one = words(a.attribute());
            Set<String> two = words(b.attribute());
            return one.containsAll(two) || two.containsAll(one);
        }
        return a.generic() && mentions(b, a.attribute()) || b.generic() && mentions(a, b.attribute());
    }

    private static boolean mentions(Relation relation, String attribute) {
        String part = " " + attribute + " ";
        for (List<String> phrasings : List.of(relation.asks(), relation.heldAsks(), relation.tells())) {
            for (String phrasing : phrasings) {
                if ((" " + phrasing + " ").contains(part)) {
                    return true;
                }
            }
        }
        return words(relation.topic()).containsAll(words(attribute));
    }

    private static Set<String> words(String text) {
        return new HashSet<>(List.of(text.split(" ")));
    }
}
