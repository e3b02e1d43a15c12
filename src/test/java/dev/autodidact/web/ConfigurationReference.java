package dev.autodidact.web;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes docs/configuration.md out of the settings interfaces. To write it anew, from the root:
 * {@code java src/test/java/dev/autodidact/web/ConfigurationReference.java}
 */
public final class ConfigurationReference {

    private static final Pattern MAPPING = Pattern.compile(
            "(?:/\\*\\*((?:(?!\\*/).)*)\\*/\\s*)?@ConfigMapping\\(prefix = \"([^\"]+)\"\\)", Pattern.DOTALL);
    private static final Pattern SETTING = Pattern.compile(
            "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*((?:@With(?:Default|Name)\\((?:\"[^\"]*\"\\s*\\+?\\s*)+\\)\\s*)*)"
                    + "([A-Z][\\w.]*(?:<[\\w.]+>)?|int|long|double|boolean|float)\\s+(\\w+)\\(\\);",
            Pattern.DOTALL);
    private static final Pattern NESTED = Pattern.compile("interface (\\w+) \\{");
    private static final Pattern WITH = Pattern.compile("@With(Default|Name)\\(((?:\"[^\"]*\"\\s*\\+?\\s*)+)\\)");

    private ConfigurationReference() {}

    /** Writes the file. */
    public static void main(String... arguments) throws IOException {
        Files.writeString(file(Path.of("")), text(Path.of("")));
    }

    static Path file(Path root) {
        return root.resolve("docs/configuration.md");
    }

    /** What the file must say. */
    static String text(Path root) throws IOException {
        Map<String, List<String>> sections = new TreeMap<>();
        for (Path source : sources(root)) {
            String text = Files.readString(source);
            Matcher mapping = MAPPING.matcher(text);
            while (mapping.find()) {
                String prefix = mapping.group(2);
                List<String> lines = sections.computeIfAbsent(prefix, p -> new ArrayList<>());
                String rest = text.substring(mapping.end());
                Map<String, String> groups = groups(rest);
                SETTING.matcher(rest)
                        .results()
                        .filter(found -> !groups.containsKey(found.group(3)))
                        .forEach(found -> lines.add(row(prefix + within(rest, found.start(), groups), found)));
            }
        }
        StringBuilder out = new StringBuilder("""
                # Settings

                Written from the settings interfaces by `ConfigurationReference`; a test fails where it is stale. Each is a system
                property (`-Dautodidact.home=…`), an environment variable (`AUTODIDACT_HOME`) or a line of
                `config/application.properties` beside the application.
                """);
        sections.forEach((prefix, rows) -> {
            out.append("\n## ").append(prefix).append("\n\n| Setting | Meaning | Default |\n|---|---|---|\n");
            rows.stream().sorted().forEach(row -> out.append(row).append('\n'));
        });
        return out.toString();
    }

    /** Interfaces within a settings interface, with the names under which their settings stand. */
    private static Map<String, String> groups(String text) {
        Map<String, String> groups = new TreeMap<>();
        Matcher nested = NESTED.matcher(text);
        nested.results().skip(1).forEach(found -> {
            Matcher accessor =
                    Pattern.compile(found.group(1) + "\\s+(\\w+)\\(\\);").matcher(text);
            if (accessor.find()) {
                groups.put(found.group(1), "." + kebab(accessor.group(1)));
            }
        });
        return groups;
    }

    /** Which of these interfaces a place is in. */
    private static String within(String text, int place, Map<String, String> groups) {
        Matcher nested = NESTED.matcher(text);
        while (nested.find()) {
            int depth = 0;
            int at = nested.end() - 1;
            do {
                depth += text.charAt(at) == '{' ? 1 : text.charAt(at) == '}' ? -1 : 0;
                at++;
            } while (depth > 0 && at < text.length());
            if (groups.containsKey(nested.group(1)) && nested.start() < place && place < at) {
                return groups.get(nested.group(1));
            }
        }
        return "";
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }

    private static List<Path> sources(Path root) throws IOException {
        List<Path> found = new ArrayList<>();
        for (String module : List.of("memory/src/main", "sft-tool/src/main", "policy/src/main", "src/main")) {
            if (!Files.isDirectory(root.resolve(module))) {
                continue;
            }
            try (Stream<Path> files = Files.walk(root.resolve(module))) {
                for (Path file : files.filter(f -> f.toString().endsWith(".java"))
                        .sorted()
                        .toList()) {
                    if (Files.readString(file).contains("@ConfigMapping(")) {
                        found.add(file);
                    }
                }
            }
        }
        return found;
    }

    private static String row(String prefix, java.util.regex.MatchResult found) {
        String name = kebab(found.group(4));
        String preset = found.group(3).startsWith("Optional") ? "none" : "needed";
        Matcher with = WITH.matcher(found.group(2));
        while (with.find()) {
            String value = with.group(2).replaceAll("\"\\s*\\+\\s*\"", "").replaceAll("^\"|\"\\s*$", "");
            if (with.group(1).equals("Name")) {
                name = value;
            } else {
                preset = "`" + value + "`";
            }
        }
        return "| `" + prefix + "." + name + "` | " + plain(found.group(1)) + " | " + preset + " |";
    }

    private static String plain(String javadoc) {
        return javadoc.replaceAll("\\n\\s*\\*", " ")
                .replaceAll("\\{@(?:code|link) ([^}]*)}", "`$1`")
                .replaceAll("<p>", "")
                .replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .strip();
    }
}
