package dev.autodidact.web;

import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;

/** Row of the api_key table. */
@Entity(name = "ApiKey")
@Table(name = "api_key")
class ApiKeyEntity {

    @Id
    String id;

    String tenant;
    String name;

    @Enumerated(EnumType.STRING)
    @JdbcTypeCode(SqlTypes.VARCHAR)
    Role role;

    String agent;
    boolean learning;
    String hash;
    Instant created;
    Instant expires;
    Instant revoked;

    boolean valid(Instant now) {
        return revoked == null && (expires == null || expires.isAfter(now));
    }

    Caller caller() {
        return new Caller("key/" + id, tenant, role, agent, learning || role == Role.ADMIN);
    }
}
