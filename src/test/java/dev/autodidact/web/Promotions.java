package dev.autodidact.web;

import static io.restassured.RestAssured.given;

import dev.autodidact.sft.AdapterStore;
import io.restassured.http.ContentType;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.UUID;
import javax.sql.DataSource;

/** For tests: puts a policy where a run that was promoted would have put it. */
@ApplicationScoped
public class Promotions {

    private final DataSource source;
    private final AdapterStore adapters;

    Promotions(DataSource source, AdapterStore adapters) {
        this.source = source;
        this.adapters = adapters;
    }

    /** The run's id. */
    public UUID promote(String baseHash, byte[] policy) {
        UUID run = UUID.randomUUID();
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            String version = policies().put(policy);
            statement.execute(
                    ("insert into policy_run (id, state, settings, base_hash, round, adapter, cancel, created,"
                                    + " finished) values ('%s', 'PROMOTED',"
                                    + " '{\"algorithm\":\"rest_em\",\"environments\":[\"facts\"],\"rounds\":1,\"tasks\":1,\"group\":2,\"heldOut\":2,\"seed\":1}',"
                                    + " '%s', 1, '%s', false, current_timestamp, current_timestamp)")
                            .formatted(run, baseHash, version));
            statement.execute("insert into policy_version (run, adapter, base_hash, verdict, created)"
                    + " values ('%s', '%s', '%s', 'better', current_timestamp)".formatted(run, version, baseHash));
        } catch (SQLException | IOException e) {
            throw new IllegalStateException(e);
        }
        given().contentType(ContentType.JSON)
                .post("/api/admin/policy/versions/" + AdapterStore.versionOf(policy) + "/activate")
                .then()
                .statusCode(200);
        return run;
    }

    /** Where the policies lie. */
    public AdapterStore policies() {
        return adapters.beside("policy");
    }

    /** Rolls back until the model writes by itself. */
    public void none() {
        while (given().contentType(ContentType.JSON)
                        .post("/api/admin/policy/versions/rollback")
                        .statusCode()
                == 200) {}
    }
}
