package dev.autodidact.model.template;

import com.hubspot.jinjava.interpret.JinjavaInterpreter;
import com.hubspot.jinjava.lib.tag.ElseTag;
import com.hubspot.jinjava.lib.tag.ForTag;
import com.hubspot.jinjava.lib.tag.Tag;
import com.hubspot.jinjava.tree.Node;
import com.hubspot.jinjava.tree.TagNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Jinja2's {@code for}: what the body sets is gone after each round, an {@code if} filters the list before it is
 * counted, {@code else} stands for an empty list.
 */
final class TemplateForTag implements Tag {
    private static final long serialVersionUID = 1L;
    private static final Pattern HEAD = Pattern.compile("\\s*\\(?([\\w\\s,]+?)\\)?\\s+in\\s+(.+)", Pattern.DOTALL);

    @Override
    public String getName() {
        return ForTag.TAG_NAME;
    }

    @Override
    public String interpret(TagNode tag, JinjavaInterpreter interpreter) {
        Matcher head = HEAD.matcher(tag.getHelpers());
        if (!head.matches()) {
            throw new TemplateException("cannot read the loop {% for" + tag.getHelpers() + " %}");
        }
        List<String> names =
                Arrays.stream(head.group(1).split(",")).map(String::strip).toList();
        String[] listAndFilter = head.group(2).split(TemplateSource.LOOP_FILTER, 2);
        List<Object> elements =
                PythonValues.iterate(interpreter.resolveELExpression(listAndFilter[0], tag.getLineNumber()));
        if (listAndFilter.length == 2) {
            elements = filtered(elements, names, listAndFilter[1], tag, interpreter);
        }
        List<Node> body = new ArrayList<>();
        List<Node> otherwise = new ArrayList<>();
        List<Node> part = body;
        for (Node node : tag.getChildren()) {
            if (node instanceof TagNode child && child.getTag() instanceof ElseTag) {
                part = otherwise;
            } else {
                part.add(node);
            }
        }
        StringBuilder out = new StringBuilder();
        if (elements.isEmpty()) {
            otherwise.forEach(node -> out.append(node.render(interpreter).getValue()));
            return out.toString();
        }
        Object outer = interpreter.getContext().get(ForTag.LOOP);
        TemplateLoop loop = new TemplateLoop(elements, outer instanceof TemplateLoop o ? o.depth() + 1 : 1);
        while (loop.hasNext()) {
            Object element = loop.next();
            try (var scope = interpreter.enterScope()) {
                interpreter.getContext().put(ForTag.LOOP, loop);
                bind(names, element, interpreter);
                for (Node node : body) {
                    out.append(node.render(interpreter).getValue());
                    if (loop.isContinued()) {
                        break;
                    }
                }
            }
        }
        return out.toString();
    }

    private static List<Object> filtered(
            List<Object> elements, List<String> names, String filter, TagNode tag, JinjavaInterpreter interpreter) {
        List<Object> kept = new ArrayList<>();
        for (Object element : elements) {
            try (var scope = interpreter.enterScope()) {
                bind(names, element, interpreter);
                if (PythonValues.truth(interpreter.resolveELExpression(filter, tag.getLineNumber()))) {
                    kept.add(element);
                }
            }
        }
        return kept;
    }

    private static void bind(List<String> names, Object element, JinjavaInterpreter interpreter) {
        if (names.size() == 1) {
            interpreter.getContext().put(names.getFirst(), element);
            return;
        }
        List<Object> parts = PythonValues.iterate(element);
        if (parts.size() != names.size()) {
            throw new TemplateException(
                    "a loop over " + names + " met " + parts.size() + " values: " + PythonText.repr(element));
        }
        for (int i = 0; i < parts.size(); i++) {
            interpreter.getContext().put(names.get(i), parts.get(i));
        }
    }
}
