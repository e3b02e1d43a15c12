package dev.autodidact.sft;

import jakarta.persistence.EntityManager;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.UUID;

/** What the kill tests ask the database. */
class OpenJobs {

    private final EntityManager entities;

    OpenJobs(EntityManager entities) {
        this.entities = entities;
    }

    @Transactional
    List<UUID> ids() {
        return entities.createQuery(
                        "select id from LearningJob where state in (QUEUED, TRAINING, EXAMINING)", UUID.class)
                .getResultList();
    }

    @Transactional
    List<LearningTicket> all() {
        return entities.createQuery("from LearningJob", LearningJobEntity.class)
                .getResultStream()
                .map(LearningJobEntity::view)
                .toList();
    }
}
