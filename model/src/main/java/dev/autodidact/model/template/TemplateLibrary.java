package dev.autodidact.model.template;

import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.fn.ELFunctionDefinition;
import com.hubspot.jinjava.objects.date.StrftimeFormatter;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What chat templates may call, registered with Jinjava: filters, tests, loop and condition tags, functions. */
final class TemplateLibrary {
    /** The function, and the property that it makes, of a rewritten {@code x[a:b:c]}. */
    static final String SLICE = "slice__";

    private TemplateLibrary() {}

    static void registerAll(Context context) {
        TemplateFilter.NAMES.forEach(name -> context.registerFilter(new TemplateFilter(name)));
        TemplateCondition.NAMES.forEach(name -> context.registerExpTest(new TemplateCondition(name)));
        context.registerTag(new TemplateForTag());
        context.registerTag(new TemplateIfTag());
        register(context, SLICE, "slice", Object.class, Object.class, Object.class);
        register(context, "raise_exception", "raise", Object.class);
        register(context, "strftime_now", "now", String.class);
    }

    /** The names that a template may ask for with {@code is defined} though they are functions. */
    static Map<String, Object> names() {
        Map<String, Object> names = new LinkedHashMap<>();
        names.put("none", PythonNone.NONE);
        names.put("None", PythonNone.NONE);
        names.put("raise_exception", true);
        names.put("strftime_now", true);
        return names;
    }

    private static void register(Context context, String name, String method, Class<?>... parameters) {
        context.registerFunction(new ELFunctionDefinition("", name, TemplateLibrary.class, method, parameters));
    }

    public static String slice(Object start, Object stop, Object step) {
        return SLICE + bound(start) + ":" + bound(stop) + ":" + bound(step);
    }

    private static String bound(Object bound) {
        if (bound == PythonNone.NONE) {
            return "";
        }
        if (bound instanceof Number n) {
            return Long.toString(n.longValue());
        }
        throw new TemplateException("a slice's bound is a number, not " + PythonText.repr(bound));
    }

    public static Object raise(Object message) {
        throw new TemplateException(PythonText.str(message));
    }

    public static String now(String format) {
        var config = JinjavaInterpreter.getCurrent().getConfig();
        Instant now = Instant.ofEpochMilli(config.getDateTimeProvider().getCurrentTimeMillis());
        return StrftimeFormatter.format(now.atZone(config.getTimeZone()), format, Locale.US);
    }
}
