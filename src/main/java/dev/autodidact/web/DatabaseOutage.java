package dev.autodidact.web;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;

/** Tells errors of a database that is away from errors of our own. */
final class DatabaseOutage {

    /** Classes of SQLSTATE: the connection is lost or refused; the server goes down or comes up. */
    private static final Set<String> CLASSES = Set.of("08", "57");

    private DatabaseOutage() {}

    /** Whether a database that is away is what this comes from. */
    static boolean in(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && away(sql)) {
                return true;
            }
        }
        return false;
    }

    private static boolean away(SQLException e) {
        String state = e.getSQLState();
        return e instanceof SQLTransientConnectionException
                || e instanceof SQLNonTransientConnectionException
                || e instanceof SQLRecoverableException
                || state != null && state.length() == 5 && CLASSES.contains(state.substring(0, 2))
                // the pool's own word: it has no connection to give
                || String.valueOf(e.getMessage()).startsWith("Acquisition timeout")
                || String.valueOf(e.getMessage()).startsWith("Sorry, acquisition timeout");
    }
}
