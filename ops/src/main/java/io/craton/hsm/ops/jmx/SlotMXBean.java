package io.craton.hsm.ops.jmx;

/** {@code craton:type=Slot,id=}: a slot and its token. Numbers are 0 and the label is empty while its leader does not answer. */
public interface SlotMXBean {
    boolean isAnswers();

    boolean isInitialized();

    String getTokenLabel();

    int getObjects();

    int getApplications();

    int getSessions();

    /** Applications that are logged in. */
    int getLoggedIn();

    /** Tries of the user PIN in vain since the last right one. */
    int getFailedLogins();

    /** Whether the user PIN is locked. */
    boolean isLocked();
}
