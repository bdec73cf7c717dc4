package io.craton.hsm.core.token;

/**
 * One PIN of a token and how often it was tried in vain.
 *
 * @param tries counted since the last success, raised before the PIN is looked at
 */
public record PinRecord(WrappedSecret wrapped, int tries) {
    static PinRecord fresh(WrappedSecret wrapped) {
        return new PinRecord(wrapped, 0);
    }

    PinRecord counted() {
        return new PinRecord(wrapped, tries + 1);
    }

    PinRecord cleared() {
        return new PinRecord(wrapped, 0);
    }

    public boolean isLocked(int maxTries) {
        return tries >= maxTries;
    }
}
