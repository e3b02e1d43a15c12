package dev.autodidact.sft;

/** A job was started again, or ended, while an older start of it was still running; what that one brings is dropped. */
class StaleAttemptException extends RuntimeException {

    StaleAttemptException(LearningTicket ticket) {
        super("start " + ticket.attempt() + " of learning job " + ticket.id() + " no longer counts");
    }
}
