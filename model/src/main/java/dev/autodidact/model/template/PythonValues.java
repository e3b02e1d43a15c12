package dev.autodidact.model.template;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Python's rules for the values of a template: truth, equality, order, membership, length, iteration, slices. */
final class PythonValues {
    private PythonValues() {}

    static boolean truth(Object value) {
        return switch (value) {
            case null -> false;
            case PythonNone none -> false;
            case Boolean b -> b;
            case Number n -> n.doubleValue() != 0;
            case CharSequence text -> !text.isEmpty();
            case Collection<?> list -> !list.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    static boolean equal(Object a, Object b) {
        if (PythonNumbers.isNumeric(a) && PythonNumbers.isNumeric(b)) {
            return PythonNumbers.compare(a, b) == 0;
        }
        if (a instanceof CharSequence && b instanceof CharSequence) {
            return a.toString().equals(b.toString());
        }
        if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
            return x.size() == y.size()
                    && x.entrySet().stream()
                            .allMatch(e -> y.containsKey(e.getKey()) && equal(e.getValue(), y.get(e.getKey())));
        }
        if (a instanceof Collection<?> x && b instanceof Collection<?> y) {
            Iterator<?> other = y.iterator();
            return x.size() == y.size() && x.stream().allMatch(e -> equal(e, other.next()));
        }
        return a == b || (a != null && a.equals(b));
    }

    static int compare(Object a, Object b) {
        if (PythonNumbers.isNumeric(a) && PythonNumbers.isNumeric(b)) {
            return PythonNumbers.compare(a, b);
        }
        if (a instanceof CharSequence && b instanceof CharSequence) {
            int[] x = a.toString().codePoints().toArray();
            int[] y = b.toString().codePoints().toArray();
            return Arrays.compare(x, y);
        }
        throw new TemplateException(PythonText.repr(a) + " and " + PythonText.repr(b) + " have no order");
    }

    static boolean contains(Object container, Object value) {
        return switch (container) {
            case CharSequence text -> text.toString().contains(PythonText.str(value));
            case Map<?, ?> map -> map.containsKey(PythonText.str(value));
            case Collection<?> list -> list.stream().anyMatch(e -> equal(e, value));
            case null -> false;
            default -> throw new TemplateException(PythonText.repr(container) + " is no container");
        };
    }

    /** {@code a + b} and its like; text and lists can be joined, and repeated by a number. */
    static Object arithmetic(TemplateOperator operator, Object a, Object b) {
        if (PythonNumbers.isNumeric(a) && PythonNumbers.isNumeric(b)) {
            return switch (operator) {
                case ADD -> PythonNumbers.add(a, b);
                case SUB -> PythonNumbers.subtract(a, b);
                case MUL -> PythonNumbers.multiply(a, b);
                case DIV -> PythonNumbers.divide(a, b);
                case FLOOR_DIV -> PythonNumbers.floorDivide(a, b);
                case MOD -> PythonNumbers.remainder(a, b);
                case POWER -> PythonNumbers.power(a, b);
                default -> throw new AssertionError(operator);
            };
        }
        if (operator == TemplateOperator.ADD) {
            if (a instanceof CharSequence && b instanceof CharSequence) {
                return a.toString() + b;
            }
            if (a instanceof Collection<?> x && b instanceof Collection<?> y) {
                List<Object> all = new ArrayList<>(x);
                all.addAll(y);
                return all;
            }
        }
        if (operator == TemplateOperator.MUL && a instanceof CharSequence text && b instanceof Long times) {
            return text.toString().repeat((int) Math.max(0, times));
        }
        throw new TemplateException("cannot " + operator.verb() + " " + describe(a) + " and " + describe(b));
    }

    /** The length in code points, elements or entries. */
    static long length(Object value) {
        return switch (value) {
            case CharSequence text -> text.codePoints().count();
            case Collection<?> list -> list.size();
            case Map<?, ?> map -> map.size();
            case null -> 0L;
            default -> throw new TemplateException(PythonText.repr(value) + " has no length");
        };
    }

    /** What a {@code for} goes through: elements, keys, or characters; nothing for an undefined value. */
    static List<Object> iterate(Object value) {
        return switch (value) {
            case null -> List.of();
            case Map<?, ?> map -> new ArrayList<>(map.keySet());
            case Collection<?> list -> new ArrayList<>(list);
            case CharSequence text ->
                new ArrayList<>(text.codePoints().mapToObj(Character::toString).toList());
            default -> throw new TemplateException(PythonText.repr(value) + " cannot be iterated over");
        };
    }

    /** {@code value[index]}; undefined (null) if there is no such element. */
    static Object element(Object value, long index) {
        List<Object> all = iterate(value);
        long at = index < 0 ? index + all.size() : index;
        return at >= 0 && at < all.size() ? all.get((int) at) : null;
    }

    /** {@code value[start:stop:step]} of a list or text; a missing bound is null. */
    static Object slice(Object value, Long start, Long stop, Long stepOrNull) {
        if (value == null || value instanceof Map) {
            throw new TemplateException("cannot take a slice of " + describe(value));
        }
        List<Object> all = iterate(value);
        long step = stepOrNull == null ? 1 : stepOrNull;
        if (step == 0) {
            throw new TemplateException("slice step cannot be zero");
        }
        long low = step > 0 ? 0 : -1;
        long high = step > 0 ? all.size() : all.size() - 1;
        long from = bound(start, step > 0 ? low : high, low, high, all.size());
        long to = bound(stop, step > 0 ? high : low, low, high, all.size());
        List<Object> taken = new ArrayList<>();
        for (long i = from; step > 0 ? i < to : i > to; i += step) {
            taken.add(all.get((int) i));
        }
        if (value instanceof CharSequence) {
            StringBuilder text = new StringBuilder();
            taken.forEach(text::append);
            return text.toString();
        }
        return taken;
    }

    private static long bound(Long given, long missing, long low, long high, int size) {
        if (given == null) {
            return missing;
        }
        return Math.clamp(given < 0 ? given + size : given, low, high);
    }

    private static String describe(Object value) {
        return value == null ? "an undefined value" : PythonText.repr(value);
    }
}
