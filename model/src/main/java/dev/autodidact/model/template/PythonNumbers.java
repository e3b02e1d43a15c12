package dev.autodidact.model.template;

import java.math.BigDecimal;

/** Python's arithmetic: whole numbers stay whole but for {@code /}, remainders have the divisor's sign. */
final class PythonNumbers {
    private PythonNumbers() {}

    static boolean isNumeric(Object value) {
        return value instanceof Number || value instanceof Boolean;
    }

    static int compare(Object a, Object b) {
        return isWhole(a) && isWhole(b) ? decimal(a).compareTo(decimal(b)) : Double.compare(real(a), real(b));
    }

    static Number add(Object a, Object b) {
        return isWhole(a) && isWhole(b) ? (Number) Math.addExact(whole(a), whole(b)) : (Number) (real(a) + real(b));
    }

    static Number subtract(Object a, Object b) {
        return isWhole(a) && isWhole(b)
                ? (Number) Math.subtractExact(whole(a), whole(b))
                : (Number) (real(a) - real(b));
    }

    static Number multiply(Object a, Object b) {
        return isWhole(a) && isWhole(b)
                ? (Number) Math.multiplyExact(whole(a), whole(b))
                : (Number) (real(a) * real(b));
    }

    static Number divide(Object a, Object b) {
        return real(a) / notZero(b);
    }

    static Number floorDivide(Object a, Object b) {
        double divisor = notZero(b);
        return isWhole(a) && isWhole(b)
                ? (Number) Math.floorDiv(whole(a), whole(b))
                : (Number) Math.floor(real(a) / divisor);
    }

    static Number remainder(Object a, Object b) {
        double divisor = notZero(b);
        return isWhole(a) && isWhole(b)
                ? (Number) Math.floorMod(whole(a), whole(b))
                : (Number) (real(a) - divisor * Math.floor(real(a) / divisor));
    }

    static Number power(Object a, Object b) {
        if (isWhole(a) && isWhole(b) && whole(b) >= 0) {
            return decimal(a).pow(Math.toIntExact(whole(b))).longValueExact();
        }
        return Math.pow(real(a), real(b));
    }

    private static boolean isWhole(Object value) {
        return value instanceof Boolean || value instanceof Number && !(value instanceof Double);
    }

    private static long whole(Object value) {
        return decimal(value).longValueExact();
    }

    private static double real(Object value) {
        return value instanceof Number n ? n.doubleValue() : decimal(value).doubleValue();
    }

    private static double notZero(Object value) {
        double divisor = real(value);
        if (divisor == 0) {
            throw new TemplateException("division by zero");
        }
        return divisor;
    }

    private static BigDecimal decimal(Object value) {
        return value instanceof Boolean b ? (b ? BigDecimal.ONE : BigDecimal.ZERO) : new BigDecimal(value.toString());
    }
}
