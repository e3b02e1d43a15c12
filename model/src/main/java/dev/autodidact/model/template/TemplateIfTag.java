package dev.autodidact.model.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.IfTag;
import com.hubspot.jinjava.tree.TagNode;

/** Jinja2's {@code if}: Python's truth, for which the text {@code false} is true. */
final class TemplateIfTag extends IfTag {
    private static final long serialVersionUID = 1L;

    @Override
    public boolean isPositiveIfElseNode(TagNode tag, JinjavaInterpreter interpreter) {
        return PythonValues.truth(interpreter.resolveELExpression(tag.getHelpers(), tag.getLineNumber()));
    }
}
