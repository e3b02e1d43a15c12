package dev.autodidact.model.template;

import java.beans.FeatureDescriptor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import jinjava.javax.el.ELContext;
import jinjava.javax.el.ELResolver;

/**
 * Attributes, subscripts and methods of Python's values. A template can reach these and nothing else of a value: no
 * Java method is called by reflection on text, lists, dicts, numbers or the loop.
 */
final class TemplateResolver extends ELResolver {
    @Override
    public Object getValue(ELContext context, Object base, Object property) {
        if (!isValue(base)) {
            return null;
        }
        context.setPropertyResolved(true);
        String name = Objects.toString(property, "");
        return switch (base) {
            case TemplateLoop loop -> loop.attribute(name);
            case Map<?, ?> map -> map.get(name);
            case CharSequence text -> elementOrSlice(text, name);
            case Collection<?> list -> elementOrSlice(list, name);
            default -> null;
        };
    }

    private static Object elementOrSlice(Object base, String name) {
        if (name.startsWith(TemplateLibrary.SLICE)) {
            String[] bounds = name.substring(TemplateLibrary.SLICE.length()).split(":", -1);
            return PythonValues.slice(base, bound(bounds[0]), bound(bounds[1]), bound(bounds[2]));
        }
        return name.matches("-?\\d{1,9}") ? PythonValues.element(base, Long.parseLong(name)) : null;
    }

    private static Long bound(String text) {
        return text.isEmpty() ? null : Long.valueOf(text);
    }

    @Override
    public Object invoke(ELContext context, Object base, Object method, Class<?>[] types, Object[] parameters) {
        if (!isValue(base)) {
            return null;
        }
        context.setPropertyResolved(true);
        String name = String.valueOf(method);
        Object[] given = parameters == null ? new Object[0] : parameters;
        return switch (base) {
            case CharSequence text -> PythonStrings.call(text.toString(), name, given);
            case Map<?, ?> map -> call(map, name, given);
            case TemplateLoop loop when name.equals("cycle") -> given[loop.getIndex0() % given.length];
            case Collection<?> list when name.equals("index") -> index(list, given[0]);
            case Collection<?> list
            when name.equals("count") ->
                list.stream().filter(e -> PythonValues.equal(e, given[0])).count();
            default -> throw new TemplateException(PythonText.repr(base) + " has no method " + name);
        };
    }

    private static long index(Collection<?> list, Object value) {
        long at = 0;
        for (Object element : list) {
            if (PythonValues.equal(element, value)) {
                return at;
            }
            at++;
        }
        throw new TemplateException(PythonText.repr(value) + " is not in the list");
    }

    private static Object call(Map<?, ?> map, String name, Object[] given) {
        return switch (name) {
            case "get" -> {
                String key = PythonText.str(given[0]);
                yield map.containsKey(key) ? map.get(key) : given.length > 1 ? given[1] : PythonNone.NONE;
            }
            case "items" -> items(map);
            case "keys" -> new ArrayList<Object>(map.keySet());
            case "values" -> new ArrayList<Object>(map.values());
            default -> throw new TemplateException("a dict has no method " + name);
        };
    }

    /** The entries as (key, value) tuples. */
    static List<Object> items(Map<?, ?> map) {
        List<Object> items = new ArrayList<>();
        map.forEach((key, value) -> items.add(new PythonTuple(key, value)));
        return items;
    }

    private static boolean isValue(Object base) {
        return base instanceof CharSequence
                || base instanceof Map
                || base instanceof Collection
                || base instanceof Number
                || base instanceof Boolean
                || base instanceof PythonNone
                || base instanceof TemplateLoop;
    }

    @Override
    public Class<?> getType(ELContext context, Object base, Object property) {
        return null;
    }

    @Override
    public void setValue(ELContext context, Object base, Object property, Object value) {
        throw new TemplateException("templates cannot change values");
    }

    @Override
    public boolean isReadOnly(ELContext context, Object base, Object property) {
        return true;
    }

    @Override
    public Iterator<FeatureDescriptor> getFeatureDescriptors(ELContext context, Object base) {
        return null;
    }

    @Override
    public Class<?> getCommonPropertyType(ELContext context, Object base) {
        return Object.class;
    }
}
