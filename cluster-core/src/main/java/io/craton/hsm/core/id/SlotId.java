package io.craton.hsm.core.id;

/** A slot's number, 0-based and equal on every node. Each slot holds one token. */
public record SlotId(int value) implements Comparable<SlotId> {
    /** Slots fit the low byte of a session handle. */
    public static final int MAX_SLOTS = 256;

    public SlotId {
        if (value < 0 || value >= MAX_SLOTS) {
            throw new IllegalArgumentException("slot out of range 0.." + (MAX_SLOTS - 1) + ": " + value);
        }
    }

    @Override
    public int compareTo(SlotId other) {
        return Integer.compare(value, other.value);
    }
}
