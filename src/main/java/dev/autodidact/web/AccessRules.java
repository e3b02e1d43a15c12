package dev.autodidact.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Which calls need what. What is not named here needs a key: a new route is closed until somebody opens it. */
final class AccessRules {

    /** What a call needs, each more than the one before. */
    enum Need {
        NOTHING,
        KEY,
        LEARNING,
        ADMIN,
        OPERATOR
    }

    private record Rule(Set<String> methods, Pattern path, Need need) {
        boolean fits(String method, String requested) {
            return (methods.isEmpty() || methods.contains(method))
                    && path.matcher(requested).matches();
        }
    }

    private static final Set<String> ANY = Set.of();
    private static final Set<String> READ = Set.of("GET", "HEAD");

    /** The first that fits counts. */
    private static final List<Rule> RULES = List.of(
            rule(READ, "/([a-z-]+\\.[a-z]+|page/[a-z-]+\\.js)?", Need.NOTHING),
            rule(READ, "/q/health(/.*)?", Need.NOTHING),
            rule(READ, "/q/openapi(\\.json|\\.yaml|\\.yml)?", Need.KEY),
            rule(ANY, "/q(/.*)?", Need.OPERATOR),
            // the policy is one for all tenants
            rule(ANY, "/api/admin/policy(/.*)?", Need.OPERATOR),
            rule(ANY, "/api/admin(/.*)?", Need.ADMIN),
            rule(Set.of("POST"), "/api/agents/?", Need.ADMIN),
            rule(ANY, "/api/agents/[^/]+/learn/?", Need.LEARNING),
            rule(Set.of("DELETE"), "/api/agents/[^/]+/ledger/.*", Need.LEARNING),
            rule(Set.of("POST", "DELETE"), "/v1/(files|fine_tuning)(/.*)?", Need.LEARNING));

    private AccessRules() {}

    private static Rule rule(Set<String> methods, String path, Need need) {
        return new Rule(methods, Pattern.compile(path), need);
    }

    /**
     * Whether the routes might read an address otherwise than these rules do: they cut off what follows a semicolon in a
     * part of it.
     */
    static boolean ambiguous(String path) {
        String decoded = path == null ? "" : decode(path);
        return decoded.indexOf(';') >= 0 || decoded.indexOf('\\') >= 0 || decoded.indexOf('\0') >= 0;
    }

    /** What a call needs, read with and without its escapes; the stricter one counts. */
    static Need of(String method, String path) {
        Need plain = find(method, path);
        if (path.indexOf('%') < 0) {
            return plain;
        }
        Need decoded = find(method, decode(path));
        return plain == Need.NOTHING || decoded == Need.NOTHING
                ? max(max(plain, decoded), Need.KEY)
                : max(plain, decoded);
    }

    private static final Pattern CHANGES_WEIGHTS = Pattern.compile("/api/agents/[^/]+/(learn|ledger/.*)/?"
            + "|/api/admin/(adapters|quarantine)(/.*)?|/api/admin/agents/.*|/v1/fine_tuning(/.*)?");

    /** Whether a call may change what an agent answers with; nobody should repeat it unasked. */
    static boolean changesWeights(String method, String path) {
        return !READ.contains(method) && CHANGES_WEIGHTS.matcher(path).matches();
    }

    /** Whether a caller may make such a call. */
    static boolean allows(Need need, Caller caller) {
        return switch (need) {
            case NOTHING, KEY -> true;
            case LEARNING -> caller.learning();
            case ADMIN -> caller.role() == Role.ADMIN;
            case OPERATOR -> caller.operator();
        };
    }

    private static Need find(String method, String path) {
        return RULES.stream()
                .filter(rule -> rule.fits(method, path))
                .map(Rule::need)
                .findFirst()
                .orElse(Need.KEY);
    }

    private static Need max(Need a, Need b) {
        return a.compareTo(b) >= 0 ? a : b;
    }

    private static String decode(String path) {
        try {
            return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            return path;
        }
    }
}
