package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;

/** Attributes that share one set of phrasings: X's lucky number, the deadline of X. */
final class GenericRelations {

    /** A noun with the types its values may have and the kinds of subject it fits. */
    record Attribute(String noun, List<String> types, List<String> kinds) {}

    private enum Section {
        ANY,
        OTHER,
        NONE
    }

    private static final List<String> INVENTED_TYPES = List.of(
            "personname", "code", "number", "mixedcode", "color", "word", "city", "animal", "quantity", "phrase");
    private static final Map<String, List<String>> TYPES_BY_WORD = Map.ofEntries(
            Map.entry("code", List.of("code", "mixedcode")),
            Map.entry("key", List.of("mixedcode", "code", "password")),
            Map.entry("word", List.of("word")),
            Map.entry("number", List.of("number", "code")),
            Map.entry("name", List.of("personname", "petname", "hostname", "word")),
            Map.entry("color", List.of("color")),
            Map.entry("level", List.of("number")),
            Map.entry("point", List.of("number")),
            Map.entry("date", List.of("date")),
            Map.entry("card", List.of("mixedcode", "code")),
            Map.entry("seat", List.of("number", "mixedcode")),
            Map.entry("slot", List.of("number", "mixedcode")),
            Map.entry("band", List.of("company", "team")),
            Map.entry("song", List.of("song")),
            Map.entry("dish", List.of("food")));

    private final List<Attribute> attributes = new ArrayList<>();
    private final Map<Section, Map<String, List<String>>> phrasings = new EnumMap<>(Section.class);
    private final Map<String, List<String>> both = new java.util.concurrent.ConcurrentHashMap<>();
    private List<String> things = List.of();
    private List<String> firstWords = List.of();
    private List<String> secondWords = List.of();

    private GenericRelations() {}

    static GenericRelations parse(List<String> lines) {
        GenericRelations generics = new GenericRelations();
        Section section = null;
        for (String line : lines) {
            if (line.startsWith("[")) {
                section = Section.valueOf(line.substring(1, line.indexOf(']')).toUpperCase());
                generics.phrasings.put(section, new LinkedHashMap<>());
            } else if (section == null) {
                generics.noun(line);
            } else {
                int colon = line.indexOf(':');
                generics.phrasings
                        .get(section)
                        .computeIfAbsent(line.substring(0, colon), _ -> new ArrayList<>())
                        .add(line.substring(colon + 1).strip());
            }
        }
        return generics;
    }

    private void noun(String line) {
        if (line.startsWith("things:")) {
            things = words(line.substring(7), "\\s+");
        } else if (line.startsWith("attrwords:")) {
            String[] sides = line.substring(10).split("\\|");
            firstWords = words(sides[0], "\\s+");
            secondWords = words(sides[1], "\\s+");
        } else {
            String[] parts = line.split("\\|");
            if (parts.length != 3) {
                throw new IllegalArgumentException("an attribute line needs noun | types | kinds: " + line);
            }
            attributes.add(new Attribute(parts[0].strip(), words(parts[1], ","), words(parts[2], ",")));
        }
    }

    private static List<String> words(String text, String separator) {
        List<String> words = new ArrayList<>();
        for (String word : text.strip().split(separator)) {
            words.add(word.strip());
        }
        return List.copyOf(words);
    }

    /** A listed attribute or, one time in five, a made-up one. */
    Relation draw(RandomGenerator random, Names names, Split split) {
        if (Pick.chance(random, 0.2)) {
            String second = Pick.one(random, secondWords);
            String noun = switch (random.nextInt(4)) {
                case 0, 1 -> Pick.one(random, firstWords) + " " + second;
                case 2 -> names.word(random, split) + " " + second;
                default -> names.word(random, split);
            };
            List<String> types =
                    noun.endsWith(" " + second) ? TYPES_BY_WORD.getOrDefault(second, INVENTED_TYPES) : INVENTED_TYPES;
            return relation(new Attribute(noun, types, List.of("self", "person", "thing")), random);
        }
        return relation(Pick.one(random, attributes), random);
    }

    /** A listed attribute that fits the kind of subject. */
    Relation drawFor(String kind, RandomGenerator random) {
        while (true) {
            Attribute attribute = Pick.one(random, attributes);
            if (attribute.kinds().contains(kind)) {
                return relation(attribute, random);
            }
        }
    }

    List<Attribute> attributes() {
        return attributes;
    }

    List<String> things() {
        return things;
    }

    /** All phrasings under a key of all sections. */
    List<String> all(String key) {
        List<String> all = new ArrayList<>();
        phrasings.values().forEach(section -> all.addAll(section.getOrDefault(key, List.of())));
        return all;
    }

    /** The relation with the phrasings that fit the entity. */
    Relation fit(Relation relation, Entity entity) {
        return relation.generic()
                ? with(relation, entity.self() ? "self" : entity instanceof Entity.None ? "none" : "other")
                : relation;
    }

    private Relation relation(Attribute attribute, RandomGenerator random) {
        List<String> subjects = new ArrayList<>();
        for (String kind : attribute.kinds()) {
            subjects.add(kind.equals("thing") ? "thing:" + Pick.one(random, things) : kind);
        }
        Relation bare = new Relation(
                attribute.noun().replace(' ', '_'),
                "generic",
                subjects,
                Pick.one(random, attribute.types()),
                attribute.noun(),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        return with(bare, attribute.kinds().getFirst());
    }

    private Relation with(Relation relation, String kind) {
        return new Relation(
                relation.id(),
                relation.group(),
                relation.subjects(),
                relation.valueType(),
                relation.attribute(),
                phrasings(kind, "tell"),
                phrasings(kind, "ask"),
                phrasings(kind, "held"),
                phrasings(kind, "heldtell"));
    }

    private List<String> phrasings(String kind, String key) {
        return switch (kind) {
            case "none" -> of(Section.NONE, key);
            case "self" -> of(Section.ANY, key);
            default ->
                both.computeIfAbsent(key, _ -> {
                    List<String> joined = new ArrayList<>(of(Section.ANY, key));
                    joined.addAll(of(Section.OTHER, key));
                    return List.copyOf(joined);
                });
        };
    }

    private List<String> of(Section section, String key) {
        return phrasings.get(section).getOrDefault(key, List.of());
    }
}
