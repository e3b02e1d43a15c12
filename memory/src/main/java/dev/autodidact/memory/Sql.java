package dev.autodidact.memory;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Statements with their values in place, for use inside of a transaction ({@link Database#run}): what an object mapper is
 * too much for. Values go as JDBC's objects, {@code null} included.
 */
public final class Sql {
    private Sql() {}

    /** Reads one row. */
    public interface Row<T> {
        /** Makes something of the row that the cursor stands on; must not move it. */
        T read(ResultSet row) throws SQLException;
    }

    /**
     * Reads rows, in their order.
     *
     * @param most how many at most, 0 for all
     * @throws SQLException as the database says it
     */
    public static <T> List<T> query(Connection connection, String sql, int most, Row<T> row, Object... values)
            throws SQLException {
        try (PreparedStatement statement = statement(connection, sql, values)) {
            statement.setMaxRows(most);
            List<T> out = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    out.add(row.read(rows));
                }
            }
            return out;
        }
    }

    /**
     * Changes rows.
     *
     * @return how many
     * @throws SQLException as the database says it
     */
    public static int update(Connection connection, String sql, Object... values) throws SQLException {
        try (PreparedStatement statement = statement(connection, sql, values)) {
            return statement.executeUpdate();
        }
    }

    private static PreparedStatement statement(Connection connection, String sql, Object... values)
            throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        return statement;
    }
}
