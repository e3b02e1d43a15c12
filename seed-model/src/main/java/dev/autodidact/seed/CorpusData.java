package dev.autodidact.seed;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Everything the generator draws from, as read from the resources of this package's folder {@code corpus}. */
public final class CorpusData {

    private final List<Relation> relations = new ArrayList<>();
    private final List<Set<String>> overlaps = new ArrayList<>();
    private final WordLists lists = new WordLists();
    private final Set<String> known = new HashSet<>();
    private List<SmallTalk> smallTalk = List.of();
    private List<String> personas = List.of();
    private World world;
    private GenericRelations generics;
    private Values values;
    private Names names;
    private Wrappers wrappers;
    private Frames frames;

    private CorpusData() {}

    /**
     * Reads the files named in {@code corpus/index.txt}, one {@code kind file} per line.
     *
     * @throws IllegalArgumentException if a file is malformed, naming the line or block
     */
    public static CorpusData load() {
        CorpusData data = new CorpusData();
        for (String line : filled(lines("index.txt"))) {
            String[] kindAndFile = line.split("\\s+");
            data.read(kindAndFile[0], lines(kindAndFile[1]));
        }
        data.lists.freeze();
        data.check();
        data.names = new Names(data.known);
        data.values = new Values(data.lists, data.names, data.world.facts());
        return data;
    }

    private void read(String kind, List<String> lines) {
        lines.forEach(line -> known.addAll(List.of(line.toLowerCase(Locale.ROOT).split("[^a-z]+"))));
        if (kind.startsWith("list:")) {
            lists.addList(kind.substring(5), filled(lines));
            return;
        }
        switch (kind) {
            case "values" -> lists.addSections(filled(lines));
            case "words" -> lists.addRows(filled(lines));
            case "personas" -> personas = filled(lines);
            case "wrappers" -> wrappers = Wrappers.parse(Block.parse(lines));
            case "frames" -> frames = Frames.parse(Block.parse(lines));
            case "relations" -> Block.parse(lines).forEach(block -> relations.add(relation(block)));
            case "generic" -> generics = GenericRelations.parse(filled(lines));
            case "world" -> world = World.parse(Block.parse(lines));
            case "smalltalk" -> smallTalk = SmallTalk.parse(Block.parse(lines));
            case "overlaps" -> filled(lines).forEach(line -> overlaps.add(Set.of(line.split("\\s+"))));
            default -> throw new IllegalArgumentException("unknown kind of data file in the index: " + kind);
        }
    }

    private static Relation relation(Block block) {
        return new Relation(
                block.one("id"),
                block.one("group"),
                List.of(block.one("subject").split("\\s+")),
                block.one("value"),
                "",
                distinct(block.all("tell")),
                distinct(block.all("ask")),
                distinct(block.all("held")),
                distinct(block.all("heldtell")));
    }

    private static List<String> distinct(List<String> phrasings) {
        return phrasings.stream().distinct().toList();
    }

    private void check() {
        Set<String> ids = new HashSet<>();
        for (Relation relation : relations) {
            if (!ids.add(relation.id())) {
                throw new IllegalArgumentException("relation id is used twice: " + relation.id());
            }
            if (relation.tells().isEmpty()
                    || relation.asks().isEmpty()
                    || relation.heldAsks().isEmpty()) {
                throw new IllegalArgumentException("relation without tell, ask or held: " + relation.id());
            }
        }
    }

    public List<Relation> relations() {
        return relations;
    }

    public List<WorldFact> worldFacts() {
        return world.facts();
    }

    World world() {
        return world;
    }

    Frames frames() {
        return frames;
    }

    public List<SmallTalk> smallTalk() {
        return smallTalk;
    }

    /** Sets of relation ids of which one may answer a question for the other. */
    List<Set<String>> overlaps() {
        return overlaps;
    }

    /** Texts of system messages. */
    List<String> personas() {
        return personas;
    }

    GenericRelations generics() {
        return generics;
    }

    WordLists lists() {
        return lists;
    }

    Names names() {
        return names;
    }

    Values values() {
        return values;
    }

    Wrappers wrappers() {
        return wrappers;
    }

    /** One spelling for all files; users also write the other one, see {@link Style}. */
    private static String american(String text) {
        return text.replace("favourite", "favorite").replace("colour", "color").replace("neighbour", "neighbor");
    }

    private static List<String> filled(List<String> lines) {
        return lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                .toList();
    }

    private static List<String> lines(String file) {
        try (InputStream in = CorpusData.class.getResourceAsStream("corpus/" + file)) {
            if (in == null) {
                throw new IllegalArgumentException("no resource corpus/" + file);
            }
            return american(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
