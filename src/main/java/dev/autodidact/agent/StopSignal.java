package dev.autodidact.agent;

/** Tells a turn that nobody wants the rest of its answer; a turn that nobody gave one goes on to its end. */
public final class StopSignal {

    private static final ScopedValue<StopSignal> TURN = ScopedValue.newInstance();

    private volatile boolean stopped;

    /** Ends the turn: no more text is written, no more calls are carried out. What was learned goes on. */
    public void stop() {
        stopped = true;
    }

    boolean stopped() {
        return stopped;
    }

    /** Runs a turn on this thread that hears this signal. */
    public <T> T during(LearningGrant.Work<T> turn) throws InterruptedException {
        return ScopedValue.where(TURN, this).call(turn::run);
    }

    /** The signal of this thread's turn. */
    static StopSignal current() {
        return TURN.isBound() ? TURN.get() : new StopSignal();
    }
}
