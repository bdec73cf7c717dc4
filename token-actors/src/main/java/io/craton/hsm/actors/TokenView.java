package io.craton.hsm.actors;

import io.craton.hsm.core.id.SlotId;

/**
 * A token as everybody may see it.
 *
 * @param label as given at initialisation, at most 32 bytes of UTF-8; empty when not initialised
 * @param serial 16 hexadecimal digits, equal on every node
 * @param stamp the version stamp, see {@link HsmService#stamp}
 */
public record TokenView(
        SlotId slot,
        boolean initialized,
        String label,
        String serial,
        boolean userPinInitialized,
        PinStanding userPin,
        PinStanding soPin,
        int sessions,
        int readWriteSessions,
        int maxSessions,
        int minPinBytes,
        int maxPinBytes,
        long stamp) {
    /** How close a PIN is to being locked: the CKF_*_PIN_COUNT_LOW, _FINAL_TRY and _LOCKED flags. */
    public enum PinStanding {
        CLEAR,
        COUNT_LOW,
        FINAL_TRY,
        LOCKED
    }
}
