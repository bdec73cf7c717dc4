package io.craton.hsm.auth.state;

/**
 * The port to the agreed state of operators. Thread-safe; calls block, with a deadline of the implementation's.
 */
public interface OperatorState {
    /**
     * Has the cluster decide {@code command}. When this returns an acceptance, its events are agreed on.
     *
     * @throws OperatorStateUnavailableException when no majority answered in time; whether the command took effect is not known
     */
    SignInDecision submit(SignInCommand command);

    /**
     * The state with at least every change that was acknowledged, on any node, before this call.
     *
     * @throws OperatorStateUnavailableException when no majority answered in time
     */
    SignInState current();

    /** Nobody can tell the agreed state now. */
    final class OperatorStateUnavailableException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public OperatorStateUnavailableException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
