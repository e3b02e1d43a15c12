package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A group of {@code key: value} lines of a data file; keys may repeat, a blank line ends the block. */
record Block(Map<String, List<String>> entries) {

    static List<Block> parse(List<String> lines) {
        List<Block> blocks = new ArrayList<>();
        Map<String, List<String>> open = new LinkedHashMap<>();
        for (String line : lines) {
            if (line.startsWith("#")) {
                continue;
            }
            if (line.isBlank()) {
                close(blocks, open);
                open = new LinkedHashMap<>();
                continue;
            }
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new IllegalArgumentException("no key in data line: " + line);
            }
            open.computeIfAbsent(line.substring(0, colon).strip(), _ -> new ArrayList<>())
                    .add(line.substring(colon + 1).strip());
        }
        close(blocks, open);
        return blocks;
    }

    private static void close(List<Block> blocks, Map<String, List<String>> open) {
        if (!open.isEmpty()) {
            blocks.add(new Block(open));
        }
    }

    boolean has(String key) {
        return entries.containsKey(key);
    }

    List<String> all(String key) {
        return List.copyOf(entries.getOrDefault(key, List.of()));
    }

    String one(String key) {
        List<String> values = all(key);
        if (values.size() != 1) {
            throw new IllegalArgumentException("key " + key + " must occur once in block " + entries);
        }
        return values.getFirst();
    }
}
