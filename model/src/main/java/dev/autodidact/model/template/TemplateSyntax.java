package dev.autodidact.model.template;

import com.hubspot.jinjava.el.ext.AdditionOperator;
import com.hubspot.jinjava.el.ext.AstNamedParameter;
import com.hubspot.jinjava.el.ext.CollectionMembershipOperator;
import com.hubspot.jinjava.el.ext.CollectionNonMembershipOperator;
import com.hubspot.jinjava.el.ext.ExtendedParser;
import com.hubspot.jinjava.el.ext.NamedParameterOperator;
import com.hubspot.jinjava.el.ext.OrOperator;
import com.hubspot.jinjava.el.ext.PowerOfOperator;
import com.hubspot.jinjava.el.ext.StringConcatOperator;
import com.hubspot.jinjava.el.ext.TruncDivOperator;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import jinjava.de.odysseus.el.tree.Bindings;
import jinjava.de.odysseus.el.tree.impl.Builder;
import jinjava.de.odysseus.el.tree.impl.Parser;
import jinjava.de.odysseus.el.tree.impl.Scanner;
import jinjava.de.odysseus.el.tree.impl.ast.AstBinary;
import jinjava.de.odysseus.el.tree.impl.ast.AstBracket;
import jinjava.de.odysseus.el.tree.impl.ast.AstDot;
import jinjava.de.odysseus.el.tree.impl.ast.AstIdentifier;
import jinjava.de.odysseus.el.tree.impl.ast.AstNode;
import jinjava.de.odysseus.el.tree.impl.ast.AstParameters;
import jinjava.de.odysseus.el.tree.impl.ast.AstRightValue;
import jinjava.de.odysseus.el.tree.impl.ast.AstUnary;
import jinjava.javax.el.ELContext;

/**
 * Jinjava's expression syntax with Python's operators ({@link TemplateOperator}), {@code not} below comparisons, and
 * any chain of filters and tests.
 */
final class TemplateSyntax extends Builder {
    private static final long serialVersionUID = 1L;

    TemplateSyntax() {
        super(Feature.METHOD_INVOCATIONS, Feature.VARARGS);
    }

    @Override
    protected Parser createParser(String expression) {
        return new PythonParser(this, expression);
    }

    private static final class PythonParser extends ExtendedParser {
        private static final Map<AstBinary.Operator, AstBinary.Operator> PYTHON = Map.ofEntries(
                Map.entry(AstBinary.AND, TemplateOperator.AND),
                Map.entry(AstBinary.OR, TemplateOperator.OR),
                Map.entry(OrOperator.OP, TemplateOperator.OR),
                Map.entry(AstBinary.EQ, TemplateOperator.EQ),
                Map.entry(AstBinary.NE, TemplateOperator.NE),
                Map.entry(AstBinary.LT, TemplateOperator.LT),
                Map.entry(AstBinary.LE, TemplateOperator.LE),
                Map.entry(AstBinary.GT, TemplateOperator.GT),
                Map.entry(AstBinary.GE, TemplateOperator.GE),
                Map.entry(AdditionOperator.OP, TemplateOperator.ADD),
                Map.entry(AstBinary.SUB, TemplateOperator.SUB),
                Map.entry(AstBinary.MUL, TemplateOperator.MUL),
                Map.entry(AstBinary.DIV, TemplateOperator.DIV),
                Map.entry(AstBinary.MOD, TemplateOperator.MOD));

        PythonParser(Builder context, String input) {
            super(context, input);
            handle(StringConcatOperator.TOKEN, ExtensionPoint.ADD, TemplateOperator.CONCAT);
            handle(TruncDivOperator.TOKEN, ExtensionPoint.MUL, TemplateOperator.FLOOR_DIV);
            handle(PowerOfOperator.TOKEN, ExtensionPoint.MUL, TemplateOperator.POWER);
            handle(CollectionMembershipOperator.TOKEN, ExtensionPoint.CMP, TemplateOperator.IN);
            handle(CollectionNonMembershipOperator.TOKEN, ExtensionPoint.CMP, TemplateOperator.NOT_IN);
        }

        private void handle(Scanner.ExtensionToken token, ExtensionPoint point, TemplateOperator operator) {
            putExtensionHandler(token, new ExtensionHandler(point) {
                @Override
                public AstNode createAstNode(AstNode... children) {
                    return new AstBinary(children[0], children[1], operator);
                }
            });
        }

        @Override
        protected AstBinary createAstBinary(AstNode left, AstNode right, AstBinary.Operator operator) {
            return new AstBinary(left, right, PYTHON.getOrDefault(operator, operator));
        }

        @Override
        protected AstParameters params(Scanner.Symbol left, Scanner.Symbol right)
                throws Scanner.ScanException, ParseException {
            consumeToken(left);
            List<AstNode> given = new ArrayList<>();
            while (getToken().getSymbol() != right) {
                given.add(parameter());
                if (getToken().getSymbol() != Scanner.Symbol.COMMA) {
                    break;
                }
                consumeToken(); // a comma may also stand behind the last one
            }
            consumeToken(right);
            return createAstParameters(given);
        }

        private AstNode parameter() throws Scanner.ScanException, ParseException {
            if (getToken().getSymbol() != Scanner.Symbol.IDENTIFIER || lookahead(0) != NamedParameterOperator.TOKEN) {
                return expr(true);
            }
            AstIdentifier name = identifier(consumeToken().getImage());
            consumeToken(); // =
            return new AstNamedParameter(name, expr(true)); // the whole expression, not its first operand
        }

        @Override
        protected AstDot createAstDot(AstNode base, String property, boolean lvalue) {
            return super.createAstDot(new Defined(base), property, lvalue);
        }

        @Override
        protected AstBracket createAstBracket(AstNode base, AstNode property, boolean lvalue, boolean strict) {
            return super.createAstBracket(new Defined(base), property, lvalue, strict);
        }

        @Override
        protected AstNode nonliteral() throws Scanner.ScanException, ParseException {
            if (getToken().getSymbol() != Scanner.Symbol.LPAREN) {
                return super.nonliteral();
            }
            consumeToken();
            List<AstNode> parts = new ArrayList<>();
            boolean tuple = getToken().getSymbol() == Scanner.Symbol.RPAREN;
            while (getToken().getSymbol() != Scanner.Symbol.RPAREN) {
                parts.add(expr(true));
                if (getToken().getSymbol() != Scanner.Symbol.COMMA) {
                    break;
                }
                consumeToken();
                tuple = true;
            }
            consumeToken(Scanner.Symbol.RPAREN);
            return tuple ? createAstTuple(createAstParameters(parts)) : createAstNested(parts.getFirst());
        }

        @Override
        protected AstNode and(boolean required) throws Scanner.ScanException, ParseException {
            AstNode left = not(required);
            while (left != null && getToken().getSymbol() == Scanner.Symbol.AND) {
                consumeToken();
                left = createAstBinary(left, not(true), AstBinary.AND);
            }
            return left;
        }

        private AstNode not(boolean required) throws Scanner.ScanException, ParseException {
            if (getToken().getSymbol() == Scanner.Symbol.NOT) {
                consumeToken();
                return createAstUnary(not(true), AstUnary.NOT);
            }
            return eq(required);
        }

        @Override
        protected AstNode value() throws Scanner.ScanException, ParseException {
            AstNode value = super.value(); // takes one chain of filters or one test
            while (value != null) {
                if ("|".equals(getToken().getImage()) && lookahead(0).getSymbol() == Scanner.Symbol.IDENTIFIER) {
                    value = parseFiltersAsNestedMethods(value);
                } else if ("is".equals(getToken().getImage())) {
                    value = test(value);
                } else {
                    return value;
                }
            }
            return null;
        }

        private AstNode test(AstNode value) throws Scanner.ScanException, ParseException {
            consumeToken(); // is
            boolean negated = "not".equals(getToken().getImage());
            if (negated) {
                consumeToken();
            }
            AstNode name = identifier(EXPTEST_PREFIX + consumeToken().getImage());
            List<AstNode> arguments = new ArrayList<>(List.of(value, interpreter()));
            AstNode argument = value();
            if (argument != null) {
                arguments.add(argument);
            }
            return createAstMethod(
                    createAstDot(name, negated ? "evaluateNegated" : "evaluate", true), createAstParameters(arguments));
        }
    }

    /** What has an attribute or element looked up: an undefined value is an error, as in Jinja2. */
    private static final class Defined extends AstRightValue {
        private final AstNode value;

        Defined(AstNode value) {
            this.value = value;
        }

        @Override
        public Object eval(Bindings bindings, ELContext context) {
            Object found = value.eval(bindings, context);
            if (found == null) {
                StringBuilder name = new StringBuilder();
                value.appendStructure(name, bindings);
                throw new TemplateException(name + " is undefined");
            }
            return found;
        }

        @Override
        public void appendStructure(StringBuilder out, Bindings bindings) {
            value.appendStructure(out, bindings);
        }

        @Override
        public int getCardinality() {
            return 1;
        }

        @Override
        public AstNode getChild(int i) {
            return i == 0 ? value : null;
        }
    }
}
