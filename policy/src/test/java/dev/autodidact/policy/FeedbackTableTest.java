package dev.autodidact.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.autodidact.memory.AgentKey;
import dev.autodidact.memory.Database;
import dev.autodidact.memory.PooledDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Statement;
import java.util.List;
import java.util.UUID;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FeedbackTableTest {
    private static final AgentKey AGENT = AgentKey.of("ada");
    private static final UUID ANSWER = UUID.randomUUID();
    private static final List<UUID> HELD = List.of(UUID.randomUUID(), UUID.randomUUID(), UUID.randomUUID());

    private final Database database = database();
    private final FeedbackTable table =
            new FeedbackTable(database, (agent, version) -> version.equals("v3") ? HELD : List.of());

    private static Database database() {
        JdbcDataSource source = new JdbcDataSource();
        source.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1;MODE=PostgreSQL;DATABASE_TO_LOWER=TRUE");
        return new PooledDatabase(source);
    }

    @BeforeEach
    void answer() {
        database.run(connection -> {
            try (Statement statement = connection.createStatement()) {
                for (String script : List.of("V100__conversations.sql", "V300__policy.sql")) {
                    statement.execute(new String(
                            FeedbackTable.class
                                    .getResourceAsStream("/db/migration/" + script)
                                    .readAllBytes(),
                            StandardCharsets.UTF_8));
                }
                UUID conversation = UUID.randomUUID();
                statement.execute("insert into conversation values ('" + conversation
                        + "', 'default', 'ada', 'c1', current_timestamp)");
                statement.execute("insert into message values ('" + ANSWER + "', '" + conversation
                        + "', 1, 'ASSISTANT', 'x', null, 'v3', current_timestamp)");
                return null;
            } catch (java.io.IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    private int stored(String table) {
        return database.run(connection -> {
            try (Statement statement = connection.createStatement();
                    var rows = statement.executeQuery("select count(*) from " + table)) {
                rows.next();
                return rows.getInt(1);
            }
        });
    }

    @Test
    void allItemsOfTheAnswersVersionShareTheScore() {
        Feedback feedback = table.add(AGENT, ANSWER, -1, "y").orElseThrow();
        assertThat(feedback.credits()).hasSize(4);
        assertThat(feedback.credits().getFirst()).isEqualTo(new Feedback.Credit("turn", ANSWER, -1));
        assertThat(feedback.credits().subList(1, 4)).allSatisfy(c -> {
            assertThat(c.kind()).isEqualTo("item");
            assertThat(HELD).contains(c.target());
            assertThat(c.reward()).isEqualTo(-1.0 / 3);
        });
    }

    @Test
    void laterJudgementTakesThePlaceOfTheFirst() {
        table.add(AGENT, ANSWER, 1, null);
        table.add(AGENT, ANSWER, -1, null);
        assertThat(stored("policy_feedback")).isEqualTo(1);
        assertThat(stored("policy_credit")).isEqualTo(4);
    }

    @Test
    void answersOfOthersAndOtherScoresAreRefusedAndNothingIsStored() {
        assertThat(table.add(AgentKey.of("bob"), ANSWER, 1, null)).isEmpty();
        assertThatThrownBy(() -> table.add(AGENT, ANSWER, 0, null)).hasMessageContaining("score is 0");
        assertThat(stored("policy_feedback")).isZero();
    }
}
