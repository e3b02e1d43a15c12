package dev.autodidact.memory;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Transactional;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** The application's database and its transactions. */
@ApplicationScoped
class JtaDatabase implements Database {

    private final DataSource source;

    JtaDatabase(DataSource source) {
        this.source = source;
    }

    @Override
    @Transactional
    public <T> T run(Work<T> work) {
        try (Connection connection = source.getConnection()) {
            return work.on(connection);
        } catch (SQLException e) {
            throw new DatabaseException(e);
        }
    }
}
