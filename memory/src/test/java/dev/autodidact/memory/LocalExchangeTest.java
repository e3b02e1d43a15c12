package dev.autodidact.memory;

import org.junit.jupiter.api.AfterEach;

class LocalExchangeTest implements NodeExchangeContract {

    private final NodeExchange exchange = new LocalExchange();

    @AfterEach
    void close() {
        exchange.close();
    }

    @Override
    public NodeExchange exchange() {
        return exchange;
    }

    @Override
    public NodeExchange other() {
        return exchange;
    }
}
