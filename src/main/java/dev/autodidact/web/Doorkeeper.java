package dev.autodidact.web;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Excerpt;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Stands before every route of the server, ours and the framework's: finds out who calls and whether they may. Where no keys
 * are required everybody is {@link Caller#OPEN}, but only as long as nobody but this machine can call.
 */
@ApplicationScoped
class Doorkeeper {

    private static final Logger LOG = Logger.getLogger(Doorkeeper.class);
    private static final int BEFORE_ALL_ROUTES = 250;
    private static final String BEARER = "bearer ";
    private static final Pattern LEARN = Pattern.compile("/api/agents/([^/]+)/learn/?");

    private final ApiKeys keys;
    private final KnownKeys known;
    private final RequestRate rate;
    private final SpentQuotas spent;
    private final LateRefusals late;
    private final ObjectMapper json;
    private final boolean required;
    private final String host;

    Doorkeeper(
            ApiKeys keys,
            KnownKeys known,
            RequestRate rate,
            SpentQuotas spent,
            LateRefusals late,
            ObjectMapper json,
            SecuritySettings settings,
            @ConfigProperty(name = "quarkus.http.host") String host) {
        this.keys = keys;
        this.known = known;
        this.rate = rate;
        this.spent = spent;
        this.late = late;
        this.json = json;
        this.host = host;
        this.required = settings.keys() == SecuritySettings.Keys.REQUIRED || !loopback(host);
    }

    void say(@Observes StartupEvent event) {
        if (!required) {
            LOG.infof("open on %s: whoever reaches this machine's loopback needs no key", host);
            return;
        }
        LOG.infof("API keys are required (listening on %s)", host);
        // not through the log, which is kept: this is the only time that anybody sees it
        keys.first().ifPresent(made -> System.out.println("First admin key, shown this once: " + made.secret()));
    }

    void guard(@Observes Filters filters) {
        filters.register(this::check, BEFORE_ALL_ROUTES);
    }

    private void check(RoutingContext request) {
        AccessRules.Need need = AccessRules.of(request.request().method().name(), request.normalizedPath());
        if (!required && !local(request.request())) {
            refuse(
                    request,
                    ApiException.forbidden(
                            "foreign_host",
                            "this server is open to its own machine only and was called as '"
                                    + Excerpt.of(host(request.request()))
                                    + "' or through a proxy; call it as localhost, or set"
                                    + " autodidact.security.keys=required"));
            return;
        }
        if (AccessRules.ambiguous(request.request().path())) {
            refuse(
                    request,
                    ApiException.invalid(
                            null, "invalid_address", "the address holds a semicolon or a backslash; none here does"));
            return;
        }
        Optional<String> key = key(request.request()).filter(text -> required || ApiKeys.looksLike(text));
        if (key.isPresent() && need != AccessRules.Need.NOTHING) {
            identify(request, key.get(), need);
        } else if (!required) {
            if (!overQuota(request, Caller.OPEN)) {
                pass(request, Caller.OPEN);
            }
        } else if (need == AccessRules.Need.NOTHING) {
            request.next();
        } else {
            refuse(
                    request,
                    ApiException.unauthorized("api_key_missing", "an API key is needed: Authorization: Bearer …"));
        }
    }

    /**
     * The database is asked on a thread that may wait; the body waits meanwhile. Who is too fast, or comes again with what is
     * no key, is refused before.
     */
    private void identify(RoutingContext request, String key, AccessRules.Need need) {
        String hash = ApiKeys.hash(key);
        Optional<Caller> last = known.caller(hash);
        if (known.none(hash)) {
            refuse(request, noKey());
            return;
        }
        if (last.isPresent()
                && (tooFast(request, last.get())
                        || AccessRules.allows(need, last.get()) && overQuota(request, last.get()))) {
            return;
        }
        request.request().pause();
        request.vertx().executeBlocking(() -> keys.caller(key), false).onComplete(found -> {
            request.request().resume();
            if (found.failed()) {
                refuse(request, ErrorMappers.failed(found.cause()));
                return;
            }
            known.note(hash, found.result());
            if (found.result().isEmpty()) {
                refuse(request, noKey());
            } else if (last.isPresent() || !tooFast(request, found.result().get())) {
                admit(request, found.result().get(), need);
            }
        });
    }

    private void admit(RoutingContext request, Caller caller, AccessRules.Need need) {
        if (!AccessRules.allows(need, caller)) {
            refuse(request, forbidden(need, caller));
        } else {
            pass(request, caller);
        }
    }

    /** Takes one request of the caller's rate; refuses it where there is none left. */
    private boolean tooFast(RoutingContext request, Caller caller) {
        OptionalInt wait = rate.take(caller.name());
        if (wait.isEmpty()) {
            return false;
        }
        refuseLate(
                request,
                wait.getAsInt(),
                ApiException.tooMany(
                        "rate_limited", "this key makes more than " + rate.perMinute() + " requests a minute"));
        return true;
    }

    /**
     * Refuses to teach an agent whose quota of the hour was spent a moment ago. A call with an idempotency key may be one
     * that was accepted before, so it goes on.
     */
    private boolean overQuota(RoutingContext request, Caller caller) {
        HttpServerRequest call = request.request();
        Matcher learn = LEARN.matcher(request.normalizedPath());
        if (call.method() != HttpMethod.POST
                || !learn.matches()
                || call.headers().contains("Idempotency-Key")
                || !AgentKey.isName(learn.group(1))
                || !caller.sees(learn.group(1))) {
            return false;
        }
        Optional<SpentQuotas.Refusal> refusal = spent.of(new AgentKey(caller.tenant(), learn.group(1)));
        refusal.ifPresent(no -> refuseLate(
                request,
                no.retryAfterSeconds(),
                ApiException.tooMany(no.why().code(), no.why().getMessage())));
        return refusal.isPresent();
    }

    private void refuseLate(RoutingContext request, int retryAfterSeconds, ApiException refusal) {
        request.response().putHeader("Retry-After", Integer.toString(retryAfterSeconds));
        late.end(request, () -> refuse(request, refusal));
    }

    private static ApiException noKey() {
        return ApiException.unauthorized("invalid_api_key", "the API key is not one that counts");
    }

    private static ApiException forbidden(AccessRules.Need need, Caller caller) {
        return need == AccessRules.Need.LEARNING
                ? ApiException.forbidden(
                        "learning_not_granted", "this key may not change weights: learning is not granted")
                : ApiException.forbidden(
                        "role_not_allowed", "a key of role " + caller.role().wire() + " may not make this call");
    }

    private static void pass(RoutingContext request, Caller caller) {
        caller.serve(request);
        request.next();
    }

    private void refuse(RoutingContext request, ApiException refusal) {
        HttpServerResponse response = request.response();
        response.setStatusCode(refusal.status()).putHeader("Content-Type", "application/json");
        SecurityHeaders.set(response.headers());
        if (refusal.status() == 401) {
            response.putHeader("WWW-Authenticate", "Bearer");
        }
        if (AccessRules.changesWeights(request.request().method().name(), request.normalizedPath())) {
            response.putHeader("x-should-retry", "false");
        }
        try {
            response.end(json.writeValueAsString(refusal.body()));
        } catch (JsonProcessingException e) {
            throw new AssertionError("an error body is always JSON", e);
        }
    }

    private static Optional<String> key(HttpServerRequest request) {
        String authorization = request.getHeader("Authorization");
        if (authorization != null && authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return Optional.of(authorization.substring(BEARER.length()).strip());
        }
        return Optional.ofNullable(request.getHeader("X-Api-Key"));
    }

    /**
     * Whether a call of an open server comes from this machine under a name of it. A page whose host name was pointed at
     * loopback (DNS rebinding) comes under its own name, and a proxy says that it is one.
     */
    private static boolean local(HttpServerRequest request) {
        return !request.headers().contains("X-Forwarded-For")
                && !request.headers().contains("Forwarded")
                && localName(host(request));
    }

    private static String host(HttpServerRequest request) {
        return request.authority() == null ? "" : request.authority().host();
    }

    private static boolean localName(String name) {
        return name.equalsIgnoreCase("localhost")
                || name.toLowerCase(java.util.Locale.ROOT).endsWith(".localhost")
                || (name.matches("127(\\.[0-9]{1,3}){3}|\\[?[0:]*:0*1\\]?"));
    }

    /** Whether only this machine can reach an address. */
    private static boolean loopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }
}
