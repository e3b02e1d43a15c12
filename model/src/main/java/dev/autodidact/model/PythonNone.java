package dev.autodidact.model;

import com.hubspot.jinjava.util.HasObjectTruthValue;

/** Python's {@code None}; a Java null in a template is Jinja's <em>undefined</em>, which is another thing. */
enum PythonNone implements HasObjectTruthValue {
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
