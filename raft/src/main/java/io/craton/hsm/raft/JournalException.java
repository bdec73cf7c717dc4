package io.craton.hsm.raft;

/** Why a change or a read of the replicated journal was not done. */
public abstract sealed class JournalException extends RuntimeException
        permits NotLeaderException,
                JournalException.Fenced,
                JournalException.Unavailable,
                JournalException.Overloaded,
                JournalException.Invalid {
    private static final long serialVersionUID = 1L;

    JournalException(String message) {
        super(message);
    }

    /** Another writer has written since: the fence refused the change, and nothing of it is in the journal. */
    public static final class Fenced extends JournalException {
        private static final long serialVersionUID = 1L;

        Fenced(String message) {
            super(message);
        }
    }

    /** No answer came before the deadline. The change may or may not have happened. */
    public static final class Unavailable extends JournalException {
        private static final long serialVersionUID = 1L;

        Unavailable(String message) {
            super(message);
        }
    }

    /** Too much is waiting already; nothing was done. */
    public static final class Overloaded extends JournalException {
        private static final long serialVersionUID = 1L;

        Overloaded(String message) {
            super(message);
        }
    }

    /** The request can never succeed: too large, or not of the expected form. Nothing was done. */
    public static final class Invalid extends JournalException {
        private static final long serialVersionUID = 1L;

        Invalid(String message) {
            super(message);
        }
    }
}
