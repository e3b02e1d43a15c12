package dev.autodidact.memory;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** A database without a container: each call is a transaction of its own. For tools, benches and tests. */
public final class PooledDatabase implements Database {

    private final DataSource source;

    public PooledDatabase(DataSource source) {
        this.source = source;
    }

    @Override
    public <T> T run(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            connection.setAutoCommit(false);
            try {
                T result = work.on(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException e) {
                connection.rollback();
                throw e;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
