package dev.autodidact.memory;

import java.sql.SQLException;

/** The database refused, or is away. */
public class DatabaseException extends RuntimeException {

    public DatabaseException(SQLException cause) {
        super("the database refused: " + cause.getMessage(), cause);
    }
}
