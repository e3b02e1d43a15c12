package dev.autodidact.model.template;

import com.hubspot.jinjava.util.ForLoop;
import java.util.List;

/** Jinja2's {@code loop} variable. Extends Jinjava's so that its {@code break} and {@code continue} tags work. */
final class TemplateLoop extends ForLoop {
    private final List<Object> elements;
    private final int depth;

    TemplateLoop(List<Object> elements, int depth) {
        super(elements.iterator(), elements.size());
        this.elements = elements;
        this.depth = depth;
    }

    int depth() {
        return depth;
    }

    /** {@code loop.name}, or null if Jinja2's loop has no such attribute. */
    Object attribute(String name) {
        int index = getIndex0();
        int length = elements.size();
        return switch (name) {
            case "index" -> (long) index + 1;
            case "index0" -> (long) index;
            case "revindex" -> (long) length - index;
            case "revindex0" -> (long) length - index - 1;
            case "length" -> (long) length;
            case "first" -> index == 0;
            case "last" -> index == length - 1;
            case "depth" -> (long) depth;
            case "depth0" -> (long) depth - 1;
            case "previtem" -> index > 0 ? elements.get(index - 1) : null;
            case "nextitem" -> index + 1 < length ? elements.get(index + 1) : null;
            default -> null;
        };
    }
}
