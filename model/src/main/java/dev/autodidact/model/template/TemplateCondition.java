package dev.autodidact.model.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.exptest.ExpTest;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Jinja2's tests ({@code x is string}) with Python's rules. */
record TemplateCondition(String name) implements ExpTest {
    static final Set<String> NAMES = Set.of(
            "==",
            "!=",
            "boolean",
            "defined",
            "divisibleby",
            "eq",
            "equalto",
            "even",
            "false",
            "float",
            "ge",
            "greaterthan",
            "gt",
            "in",
            "integer",
            "iterable",
            "le",
            "lessthan",
            "lower",
            "lt",
            "mapping",
            "ne",
            "none",
            "number",
            "odd",
            "sameas",
            "sequence",
            "string",
            "true",
            "undefined",
            "upper");

    @Override
    public String getName() {
        return name;
    }

    @Override
    public boolean evaluate(Object value, JinjavaInterpreter interpreter, Object... given) {
        return switch (name) {
            case "boolean" -> value instanceof Boolean;
            case "defined" -> value != null;
            case "divisibleby" -> ((Number) value).longValue() % ((Number) given[0]).longValue() == 0;
            case "==", "eq", "equalto" -> PythonValues.equal(value, given[0]);
            case "even" -> ((Number) value).longValue() % 2 == 0;
            case "false" -> Boolean.FALSE.equals(value);
            case "float" -> value instanceof Double;
            case "ge" -> PythonValues.compare(value, given[0]) >= 0;
            case "greaterthan", "gt" -> PythonValues.compare(value, given[0]) > 0;
            case "in" -> PythonValues.contains(given[0], value);
            case "integer" -> value instanceof Number && !(value instanceof Double);
            case "iterable", "sequence" ->
                value instanceof CharSequence || value instanceof Collection || value instanceof Map;
            case "le" -> PythonValues.compare(value, given[0]) <= 0;
            case "lessthan", "lt" -> PythonValues.compare(value, given[0]) < 0;
            case "lower" -> isCase(PythonText.str(value), true);
            case "mapping" -> value instanceof Map;
            case "!=", "ne" -> !PythonValues.equal(value, given[0]);
            case "none" -> value == PythonNone.NONE;
            case "number" -> value instanceof Number || value instanceof Boolean;
            case "odd" -> Math.floorMod(((Number) value).longValue(), 2) == 1;
            case "sameas" -> value == given[0] || PythonValues.equal(value, given[0]);
            case "string" -> value instanceof CharSequence;
            case "true" -> Boolean.TRUE.equals(value);
            case "undefined" -> value == null;
            case "upper" -> isCase(PythonText.str(value), false);
            default -> throw new AssertionError(name);
        };
    }

    private static boolean isCase(String text, boolean lower) {
        String folded = lower ? text.toLowerCase(Locale.ROOT) : text.toUpperCase(Locale.ROOT);
        return text.equals(folded) && text.codePoints().anyMatch(Character::isLetter);
    }
}
