package dev.autodidact.policy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Something that can be told of a subject, in several words.
 *
 * @param id its name
 * @param usual whether training tells it; else {@link Split#TRANSFER} alone does
 * @param subject kind of subject: {@code person}, or {@code thing:server} and the like
 * @param value type of value, see {@link MadeUp#value}
 * @param tells statements, the plainest first
 * @param asks questions that the rule may train
 * @param held questions that only exams ask
 */
record Relation(
        String id,
        boolean usual,
        String subject,
        String value,
        List<String> tells,
        List<String> asks,
        List<String> held) {
    private static final Pattern HOLE = Pattern.compile("\\{([^}]+)}");

    /** All relations of relations.txt. */
    static List<Relation> all() {
        try (InputStream in = Relation.class.getResourceAsStream("relations.txt")) {
            String file = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            List<Relation> all = new ArrayList<>();
            for (String block : file.split("\n\\s*\n")) {
                Map<String, List<String>> fields = new LinkedHashMap<>();
                block.lines().filter(l -> !l.startsWith("#") && !l.isBlank()).forEach(l -> {
                    String[] parts = l.split(": ", 2);
                    fields.computeIfAbsent(parts[0], k -> new ArrayList<>()).add(parts[1]);
                });
                if (!fields.isEmpty()) {
                    all.add(new Relation(
                            fields.get("id").getFirst(),
                            fields.get("split").getFirst().equals("train"),
                            fields.get("subject").getFirst(),
                            fields.get("value").getFirst(),
                            fields.get("tell"),
                            fields.get("ask"),
                            fields.get("held")));
                }
            }
            return List.copyOf(all);
        } catch (IOException e) {
            throw new IllegalStateException("relations.txt cannot be read", e);
        }
    }

    /** A subject of this kind by the given name: the name itself, or "server Vega". */
    String named(String name) {
        return subject.startsWith("thing:") ? subject.substring(6) + " " + name : name;
    }

    String statement(int form, String name, String value) {
        return capital(fill(tells.get(Math.floorMod(form, tells.size())), name, value)) + ".";
    }

    String question(int form, String name) {
        return ask(asks.get(Math.floorMod(form, asks.size())), name);
    }

    String heldQuestion(int form, String name) {
        return ask(held.get(Math.floorMod(form, held.size())), name);
    }

    private String ask(String form, String name) {
        boolean request = form.startsWith("tell me") || form.startsWith("please tell") || form.startsWith("remind me");
        return capital(fill(form, name, "")) + (request ? "." : "?");
    }

    private String fill(String form, String name, String value) {
        String s = named(name);
        Matcher hole = HOLE.matcher(form);
        StringBuilder out = new StringBuilder();
        while (hole.find()) {
            String text = switch (hole.group(1)) {
                case "S", "So" -> s;
                case "S's" -> s + "'s";
                case "S's2" -> subject.equals("person") ? "their" : "its";
                case "v" -> value;
                case "be" -> "is";
                case "was" -> "was";
                case "have" -> "has";
                case "do" -> "does";
                case "go" -> "goes";
                default -> hole.group(1) + "s";
            };
            hole.appendReplacement(out, Matcher.quoteReplacement(text));
        }
        return hole.appendTail(out).toString();
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }
}
