package dev.autodidact.model.template;

import com.hubspot.jinjava.util.HasObjectTruthValue;

/** Python's {@code None}; a Java null in a template is Jinja's <em>undefined</em>, which is another thing. */
public enum PythonNone implements HasObjectTruthValue {
    NONE;

    @Override
    public boolean getObjectTruthValue() {
        return false;
    }

    @Override
    public String toString() {
        return "None";
    }
}
