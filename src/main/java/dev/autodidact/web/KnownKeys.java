package dev.autodidact.web;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Whose the keys were that were presented before, by their hashes. It opens nothing: it lets a caller be refused who is too
 * fast before the database is asked, and whoever presents again what was no key, since that never becomes one.
 */
@ApplicationScoped
class KnownKeys {

    private static final int MOST = 10_000;

    private final ConcurrentHashMap<String, Optional<Caller>> found = new ConcurrentHashMap<>();

    /** Whose key this was when it was presented last. */
    Optional<Caller> caller(String hash) {
        return found.getOrDefault(hash, Optional.empty());
    }

    /** Whether this was presented before and was no key that counts. */
    boolean none(String hash) {
        Optional<Caller> last = found.get(hash);
        return last != null && last.isEmpty();
    }

    /** What the database said of a key just now. */
    void note(String hash, Optional<Caller> caller) {
        if (found.size() >= MOST) {
            found.clear();
        }
        found.put(hash, caller);
    }
}
