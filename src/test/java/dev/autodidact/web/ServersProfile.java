package dev.autodidact.web;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** The application as it runs in production: on PostgreSQL and Redis. */
public class ServersProfile implements QuarkusTestProfile {

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of(
                "quarkus.datasource.db-kind", "postgresql",
                "quarkus.datasource.jdbc.validate-on-borrow", "true",
                "quarkus.datasource.jdbc.acquisition-timeout", "2s",
                "autodidact.adapters.in-database", "true",
                "autodidact.memory.promote-after-uses", "2");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(Servers.class));
    }
}
