package dev.autodidact.model.template;

import java.util.AbstractList;

/** Python's tuple, of a dict's items: a list that prints with round brackets. */
final class PythonTuple extends AbstractList<Object> {
    private final Object[] elements;

    PythonTuple(Object... elements) {
        this.elements = elements.clone();
    }

    @Override
    public Object get(int index) {
        return elements[index];
    }

    @Override
    public int size() {
        return elements.length;
    }
}
