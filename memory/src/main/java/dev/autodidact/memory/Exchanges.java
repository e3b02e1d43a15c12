package dev.autodidact.memory;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Chooses the exchange: Redis where its address is set, else this process alone. */
@ApplicationScoped
class Exchanges {

    @Produces
    @Singleton
    NodeExchange exchange(RedisSettings settings) {
        return settings.url().filter(url -> !url.isBlank()).isPresent()
                ? new RedisExchange(settings)
                : new LocalExchange();
    }

    void close(@Disposes NodeExchange exchange) {
        exchange.close();
    }
}
