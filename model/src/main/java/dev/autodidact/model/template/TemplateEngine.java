package dev.autodidact.model.template;

import com.hubspot.jinjava.Jinjava;
import com.hubspot.jinjava.JinjavaConfig;
import com.hubspot.jinjava.LegacyOverrides;
import com.hubspot.jinjava.el.JinjavaInterpreterResolver;
import com.hubspot.jinjava.el.TruthyTypeConverter;
import com.hubspot.jinjava.interpret.Context;
import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.interpret.JinjavaInterpreterFactory;
import com.hubspot.jinjava.interpret.RenderResult;
import com.hubspot.jinjava.interpret.TemplateError;
import com.hubspot.jinjava.lib.expression.ExpressionStrategy;
import com.hubspot.jinjava.tree.output.RenderedOutputNode;
import com.hubspot.jinjava.tree.parse.ExpressionToken;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import jinjava.de.odysseus.el.ExpressionFactoryImpl;
import jinjava.de.odysseus.el.tree.TreeStore;
import jinjava.de.odysseus.el.tree.impl.Cache;
import jinjava.javax.el.CompositeELResolver;
import jinjava.javax.el.ExpressionFactory;

/**
 * Jinjava set up to behave as Jinja2 in transformers: Python's operators, truth and text, {@code trim_blocks} and
 * {@code lstrip_blocks} (done by {@link TemplateSource}), no evaluation of texts that stand in values, and no reach
 * from a template into Java. Safe for use by several threads.
 */
public final class TemplateEngine {
    private static final int MACRO_DEPTH = 64;
    private static final int CACHED_EXPRESSIONS = 1024;

    private final Jinjava jinjava;

    /**
     * @param clock the time and zone of {@code strftime_now}
     */
    public TemplateEngine(Clock clock) {
        CompositeELResolver resolver = new CompositeELResolver();
        resolver.add(new TemplateResolver());
        resolver.add(JinjavaInterpreterResolver.DEFAULT_RESOLVER_READ_ONLY); // for filters and tests themselves
        JinjavaConfig config = JinjavaConfig.newBuilder()
                .withElResolver(resolver)
                .withInterperterFactory(new PythonInterpreterFactory())
                .withTimeZone(clock.getZone())
                .withDateTimeProvider(clock::millis)
                .withNestedInterpretationEnabled(false)
                .withKeepTrailingNewline(true)
                .withEnableRecursiveMacroCalls(true)
                .withMaxMacroRecursionDepth(MACRO_DEPTH)
                .withLegacyOverrides(LegacyOverrides.newBuilder()
                        .withEvaluateMapKeys(true)
                        .withParseWhitespaceControlStrictly(true)
                        .build())
                .build();
        jinjava = new PythonJinjava(config);
        TemplateLibrary.registerAll(jinjava.getGlobalContext());
    }

    /**
     * Reads a template, once for many renderings.
     *
     * @param source Jinja2 as in a model's {@code chat_template}
     * @throws TemplateException if the tags of the template are not well formed
     */
    public Template compile(String source) {
        return new Template(TemplateSource.rewrite(source));
    }

    /** A template read by {@link #compile}. */
    public final class Template {
        private final String rewritten;

        private Template(String rewritten) {
            this.rewritten = rewritten;
        }

        /**
         * Renders the template.
         *
         * @param variables values as {@link JsonValues} makes them, or text, numbers and booleans
         * @throws TemplateException if the template has an error, or raises one
         */
        public String render(Map<String, Object> variables) {
            return TemplateEngine.this.render(rewritten, variables);
        }
    }

    private String render(String rewritten, Map<String, Object> variables) {
        Map<String, Object> bindings = new LinkedHashMap<>(TemplateLibrary.names());
        bindings.putAll(variables);
        RenderResult result = jinjava.renderForResult(rewritten, bindings);
        if (result.hasErrors()) {
            throw failure(result.getErrors().getFirst());
        }
        return result.getOutput();
    }

    private static TemplateException failure(TemplateError error) {
        for (Throwable cause = error.getException(); cause != null; cause = cause.getCause()) {
            if (cause instanceof TemplateException own) {
                return own;
            }
        }
        String message = "line " + error.getLineno() + ": " + error.getMessage();
        return new TemplateException("the chat template failed at " + message, error.getException());
    }

    private static final class PythonJinjava extends Jinjava {
        private final ExpressionFactory expressions = new ExpressionFactoryImpl(
                new TreeStore(new TemplateSyntax(), new Cache(CACHED_EXPRESSIONS)), new PythonConverter());

        PythonJinjava(JinjavaConfig config) {
            super(config);
        }

        @Override
        public ExpressionFactory getExpressionFactory() {
            return expressions;
        }
    }

    private static final class PythonConverter extends TruthyTypeConverter {
        private static final long serialVersionUID = 1L;

        @Override
        protected Boolean coerceToBoolean(Object value) {
            return PythonValues.truth(value);
        }
    }

    private static final class PythonInterpreterFactory extends JinjavaInterpreterFactory {
        @Override
        public JinjavaInterpreter newInstance(Jinjava jinjava, Context context, JinjavaConfig config) {
            context.setExpressionStrategy(new PythonOutput());
            return super.newInstance(jinjava, context, config);
        }
    }

    private static final class PythonOutput implements ExpressionStrategy {
        private static final long serialVersionUID = 1L;

        @Override
        public RenderedOutputNode interpretOutput(ExpressionToken token, JinjavaInterpreter interpreter) {
            Object value = interpreter.resolveELExpression(token.getExpr(), token.getLineNumber());
            return new RenderedOutputNode(PythonText.str(value));
        }
    }
}
