package dev.autodidact.memory;

import java.sql.Connection;
import java.sql.SQLException;

/** One transaction on the database for code that speaks SQL; inside of one that is open already it takes part in that. */
public interface Database {

    /**
     * Does the work and commits; rolls back where it throws.
     *
     * @throws DatabaseException where the database refuses; nothing is changed then, unless the connection was lost while
     *     it committed
     */
    <T> T run(Work<T> work);

    /** What is to be done. It must not commit, roll back or keep the connection. */
    @FunctionalInterface
    interface Work<T> {
        T on(Connection connection) throws SQLException;
    }
}
