package dev.autodidact.model.template;

import java.util.Locale;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.javax.el.ELContext;

/** Python's binary operators where Jinjava's own convert their operands ({@code "1" == 1} is false here). */
enum TemplateOperator implements AstBinary.Operator {
    AND,
    OR,
    EQ,
    NE,
    LT,
    LE,
    GT,
    GE,
    ADD,
    SUB,
    MUL,
    DIV,
    FLOOR_DIV,
    MOD,
    POWER,
    CONCAT,
    IN,
    NOT_IN;

    @Override
    public Object eval(Bindings bindings, ELContext context, AstNode left, AstNode right) {
        Object a = left.eval(bindings, context);
        if (this == AND || this == OR) { // the deciding operand itself, as in Python
            return PythonValues.truth(a) == (this == OR) ? a : right.eval(bindings, context);
        }
        Object b = right.eval(bindings, context);
        return switch (this) {
            case EQ -> PythonValues.equal(a, b);
            case NE -> !PythonValues.equal(a, b);
            case LT -> PythonValues.compare(a, b) < 0;
            case LE -> PythonValues.compare(a, b) <= 0;
            case GT -> PythonValues.compare(a, b) > 0;
            case GE -> PythonValues.compare(a, b) >= 0;
            case ADD, SUB, MUL, DIV, FLOOR_DIV, MOD, POWER -> PythonValues.arithmetic(this, a, b);
            case CONCAT -> PythonText.str(a) + PythonText.str(b);
            case IN -> PythonValues.contains(b, a);
            case NOT_IN -> !PythonValues.contains(b, a);
            case AND, OR -> throw new AssertionError(this);
        };
    }

    /** For errors: "cannot add 'a' and 1". */
    String verb() {
        return switch (this) {
            case SUB -> "subtract";
            case MUL -> "multiply";
            case DIV, FLOOR_DIV, MOD -> "divide";
            default -> name().toLowerCase(Locale.ROOT);
        };
    }
}
