package dev.autodidact.model.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import com.hubspot.jinjava.lib.filter.AdvancedFilter;
import com.hubspot.jinjava.lib.filter.Filter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Jinja2's filters with Python's rules; {@code tojson} as transformers defines it. */
record TemplateFilter(String name) implements AdvancedFilter {
    static final Set<String> NAMES = Set.of(
            "abs",
            "capitalize",
            "count",
            "d",
            "default",
            "dictsort",
            "first",
            "float",
            "indent",
            "int",
            "items",
            "join",
            "last",
            "length",
            "list",
            "lower",
            "map",
            "max",
            "min",
            "reject",
            "rejectattr",
            "replace",
            "reverse",
            "safe",
            "select",
            "selectattr",
            "sort",
            "string",
            "sum",
            "title",
            "tojson",
            "trim",
            "unique",
            "upper");

    @Override
    public String getName() {
        return name;
    }

    @Override
    public Object filter(Object in, JinjavaInterpreter interpreter, Object[] given, Map<String, Object> named) {
        return switch (name) {
            case "abs" -> Math.abs(((Number) in).longValue());
            case "capitalize" -> PythonStrings.capitalize(PythonText.str(in));
            case "count", "length" -> PythonValues.length(in);
            case "d", "default" -> {
                boolean alsoFalse = PythonValues.truth(argument(given, named, 1, "boolean", false));
                boolean missing = in == null || (alsoFalse && !PythonValues.truth(in));
                yield missing ? argument(given, named, 0, "default_value", "") : in;
            }
            case "dictsort" -> {
                List<Object> items = TemplateResolver.items((Map<?, ?>) in);
                items.sort(Comparator.comparing(
                        e -> PythonText.str(((List<?>) e).getFirst()).toLowerCase(Locale.ROOT)));
                yield items;
            }
            case "first" -> PythonValues.element(in, 0);
            case "float" ->
                in instanceof Number n
                        ? n.doubleValue()
                        : Double.parseDouble(PythonText.str(in).strip());
            case "indent" -> indent(PythonText.str(in), given, named);
            case "int" ->
                in instanceof Number n
                        ? n.longValue()
                        : Long.parseLong(PythonText.str(in).strip());
            case "items" -> in == null ? List.of() : TemplateResolver.items((Map<?, ?>) in);
            case "join" -> join(in, interpreter, given, named);
            case "last" -> PythonValues.element(in, -1);
            case "list" -> PythonValues.iterate(in);
            case "lower" -> PythonText.str(in).toLowerCase(Locale.ROOT);
            case "map" -> map(in, interpreter, given, named);
            case "max" -> Collections.max(PythonValues.iterate(in), PythonValues::compare);
            case "min" -> Collections.min(PythonValues.iterate(in), PythonValues::compare);
            case "reject", "rejectattr", "select", "selectattr" -> select(in, interpreter, given);
            case "replace" ->
                PythonStrings.replace(PythonText.str(in), PythonText.str(given[0]), PythonText.str(given[1]), -1);
            case "reverse" -> PythonValues.slice(in, null, null, -1L);
            case "safe" -> in;
            case "sort" -> {
                List<Object> sorted = PythonValues.iterate(in);
                sorted.sort(PythonValues::compare);
                yield sorted;
            }
            case "string" -> PythonText.str(in);
            case "sum" ->
                PythonValues.iterate(in).stream()
                        .reduce(0L, (a, b) -> PythonValues.arithmetic(TemplateOperator.ADD, a, b));
            case "title" -> PythonStrings.title(PythonText.str(in));
            case "tojson" -> json(in, given, named);
            case "trim" -> {
                Object chars = argument(given, named, 0, "chars", null);
                yield PythonStrings.strip(PythonText.str(in), chars instanceof CharSequence c ? c.toString() : null);
            }
            case "unique" -> {
                List<Object> unique = new ArrayList<>();
                PythonValues.iterate(in).stream()
                        .filter(e -> !PythonValues.contains(unique, e))
                        .forEach(unique::add);
                yield unique;
            }
            case "upper" -> PythonText.str(in).toUpperCase(Locale.ROOT);
            default -> throw new AssertionError(name);
        };
    }

    private static Object argument(Object[] given, Map<String, Object> named, int place, String key, Object missing) {
        return given.length > place ? given[place] : named.getOrDefault(key, missing);
    }

    private static String json(Object in, Object[] given, Map<String, Object> named) {
        Object indent = argument(given, named, 1, "indent", PythonNone.NONE);
        Object separators = argument(given, named, 2, "separators", PythonNone.NONE);
        boolean multiline = indent instanceof Number;
        List<Object> pair = separators == PythonNone.NONE
                ? List.of(multiline ? "," : ", ", ": ")
                : PythonValues.iterate(separators);
        return new PythonJson(
                        multiline ? ((Number) indent).intValue() : -1,
                        PythonText.str(pair.get(0)),
                        PythonText.str(pair.get(1)),
                        PythonValues.truth(argument(given, named, 0, "ensure_ascii", false)),
                        PythonValues.truth(argument(given, named, 3, "sort_keys", false)))
                .write(in);
    }

    private static String indent(String text, Object[] given, Map<String, Object> named) {
        Object width = argument(given, named, 0, "width", 4L);
        String margin = width instanceof Number n ? " ".repeat(n.intValue()) : PythonText.str(width);
        boolean first = PythonValues.truth(argument(given, named, 1, "first", false));
        boolean blank = PythonValues.truth(argument(given, named, 2, "blank", false));
        StringBuilder out = new StringBuilder();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            boolean moved = i == 0 ? first : blank || !lines[i].isEmpty();
            out.append(i > 0 ? "\n" : "").append(moved ? margin : "").append(lines[i]);
        }
        return out.toString();
    }

    private static String join(Object in, JinjavaInterpreter interpreter, Object[] given, Map<String, Object> named) {
        List<Object> elements = PythonValues.iterate(in);
        if (argument(given, named, 1, "attribute", null) instanceof CharSequence path) {
            elements =
                    elements.stream().map(e -> attribute(e, path, interpreter)).toList();
        }
        String separator = PythonText.str(argument(given, named, 0, "d", ""));
        return String.join(separator, elements.stream().map(PythonText::str).toList());
    }

    private static List<Object> map(
            Object in, JinjavaInterpreter interpreter, Object[] given, Map<String, Object> named) {
        List<Object> mapped = new ArrayList<>();
        Object path = named.get("attribute");
        if (path != null) {
            for (Object element : PythonValues.iterate(in)) {
                Object value = attribute(element, path, interpreter);
                mapped.add(value == null ? named.get("default") : value);
            }
            return mapped;
        }
        Filter each = interpreter.getContext().getFilter(PythonText.str(given[0]));
        if (each == null) {
            throw new TemplateException("there is no filter " + PythonText.str(given[0]));
        }
        Object[] rest = Arrays.copyOfRange(given, 1, given.length);
        for (Object element : PythonValues.iterate(in)) {
            mapped.add(each.filter(element, interpreter, rest, new LinkedHashMap<>(named)));
        }
        return mapped;
    }

    private List<Object> select(Object in, JinjavaInterpreter interpreter, Object[] given) {
        boolean byAttribute = name.endsWith("attr");
        int testAt = byAttribute ? 1 : 0;
        ExpTest test = null;
        if (given.length > testAt) {
            test = interpreter.getContext().getExpTest(PythonText.str(given[testAt]));
            if (test == null) {
                throw new TemplateException("there is no test " + PythonText.str(given[testAt]));
            }
        }
        Object[] rest = Arrays.copyOfRange(given, Math.min(testAt + 1, given.length), given.length);
        List<Object> kept = new ArrayList<>();
        for (Object element : PythonValues.iterate(in)) {
            Object value = byAttribute ? attribute(element, given[0], interpreter) : element;
            boolean passes = test == null ? PythonValues.truth(value) : test.evaluate(value, interpreter, rest);
            if (passes == name.startsWith("select")) {
                kept.add(element);
            }
        }
        return kept;
    }

    private static Object attribute(Object element, Object path, JinjavaInterpreter interpreter) {
        Object value = element;
        for (String part : PythonText.str(path).split("\\.")) {
            value = value == null ? null : interpreter.resolveProperty(value, part);
        }
        return value;
    }
}
