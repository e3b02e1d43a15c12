package dev.autodidact.seed;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Real words by value type. */
final class WordLists {

    private final Map<String, Set<String>> sets = new LinkedHashMap<>();
    private final Map<String, List<String>> lists = new LinkedHashMap<>();

    /** One item per line. */
    void addList(String type, List<String> lines) {
        lines.forEach(line -> add(type, line));
    }

    /** A line {@code type: name} opens a section of one item per line. */
    void addSections(List<String> lines) {
        String type = null;
        for (String line : lines) {
            if (line.startsWith("type:")) {
                type = line.substring(5).strip();
            } else {
                add(type, line);
            }
        }
    }

    /** Lines {@code type: item, item}. */
    void addRows(List<String> lines) {
        for (String line : lines) {
            int colon = line.indexOf(':');
            for (String item : line.substring(colon + 1).split(",")) {
                add(line.substring(0, colon).strip(), item);
            }
        }
    }

    private void add(String type, String item) {
        sets.computeIfAbsent(type, _ -> new LinkedHashSet<>()).add(item.strip());
        lists.put(type, null);
    }

    List<String> list(String type) {
        List<String> list = lists.get(type);
        if (list != null) {
            return list;
        }
        Set<String> set = sets.get(type);
        if (set == null) {
            throw new IllegalArgumentException("no word list for type " + type + ", there are " + sets.keySet());
        }
        list = new ArrayList<>(set);
        lists.put(type, list);
        return list;
    }

    /** Fixes the lists; afterwards they may be read by several threads. */
    void freeze() {
        sets.keySet().forEach(this::list);
    }

    Map<String, List<String>> all() {
        return lists;
    }
}
