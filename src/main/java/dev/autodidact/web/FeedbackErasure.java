package dev.autodidact.web;

import dev.autodidact.sft.AgentErased;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.EntityManager;
import java.util.List;

/** People's judgements go with the agent that they are about; part of the transaction that erases it. */
@ApplicationScoped
class FeedbackErasure {

    private static final String OF = " from policy_feedback where tenant = :tenant and agent = :agent";

    private final EntityManager entities;

    FeedbackErasure(EntityManager entities) {
        this.entities = entities;
    }

    void end(@Observes AgentErased erased) {
        for (String delete :
                List.of("delete from policy_credit where feedback in (select id" + OF + ")", "delete" + OF)) {
            entities.createNativeQuery(delete)
                    .setParameter("tenant", erased.agent().tenant())
                    .setParameter("agent", erased.agent().id())
                    .executeUpdate();
        }
    }
}
