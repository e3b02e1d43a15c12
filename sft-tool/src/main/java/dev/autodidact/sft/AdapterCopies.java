package dev.autodidact.sft;

import dev.autodidact.memory.Database;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.Collection;
import java.util.Optional;

/**
 * Copies of adapter files in the database, so that a node can serve what another one has trained. Only where
 * {@code autodidact.adapters.in-database} asks for them: a node that stands alone needs none, and nodes that share the
 * adapters' folder neither.
 */
@ApplicationScoped
class AdapterCopies {

    private final Database database;
    private final boolean used;

    AdapterCopies(Database database, AdapterSettings settings) {
        this.database = database;
        this.used = settings.inDatabase();
    }

    /** Keeps a copy; the same bytes again change nothing. */
    void keep(String version, byte[] bytes) {
        if (!used) {
            return;
        }
        database.run(connection -> {
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into adapter_copy (version, bytes) values (?, ?) on conflict do nothing")) {
                insert.setString(1, version);
                insert.setBytes(2, bytes);
                return insert.executeUpdate();
            }
        });
    }

    /** The bytes of a version, not checked. */
    Optional<byte[]> find(String version) {
        if (!used) {
            return Optional.empty();
        }
        return database.run(connection -> {
            try (PreparedStatement ask =
                    connection.prepareStatement("select bytes from adapter_copy where version = ?")) {
                ask.setString(1, version);
                try (ResultSet row = ask.executeQuery()) {
                    return row.next() ? Optional.of(row.getBytes(1)) : Optional.<byte[]>empty();
                }
            }
        });
    }

    /** Deletes copies; those that are not there are no error. */
    void drop(Collection<String> versions) {
        if (!used || versions.isEmpty()) {
            return;
        }
        database.run(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("delete from adapter_copy where version = ?")) {
                for (String version : versions) {
                    delete.setString(1, version);
                    delete.addBatch();
                }
                return delete.executeBatch().length;
            }
        });
    }
}
