package io.craton.hsm.core.id;

import io.craton.hsm.core.Octets;

/** A process that uses the module, from C_Initialize to C_Finalize: 16 random bytes chosen by the gateway it first met. */
public record ApplicationId(Octets value) implements Comparable<ApplicationId> {
    public static final int BYTES = 16;

    public ApplicationId {
        if (value.length() != BYTES) {
            throw new IllegalArgumentException("an application id has 16 bytes, not " + value.length());
        }
    }

    @Override
    public int compareTo(ApplicationId other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value.toHex();
    }
}
