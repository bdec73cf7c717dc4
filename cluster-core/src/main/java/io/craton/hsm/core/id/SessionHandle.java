package io.craton.hsm.core.id;

/**
 * A session's handle: 64 bits, never 0, never reused, equal on every node. The low byte names the slot, so that any node can route a
 * call by the handle alone; the rest is the token's session counter, which starts at 1.
 */
public record SessionHandle(long value) implements Comparable<SessionHandle> {
    private static final int SLOT_BITS = 8;
    private static final long MAX_COUNTER = (1L << 38) - 1;

    /** The handle of the {@code counter}-th session (1-based) of {@code slot}. */
    public static SessionHandle of(SlotId slot, long counter) {
        if (counter < 1 || counter > MAX_COUNTER) {
            throw new IllegalArgumentException("session counter out of range: " + counter);
        }
        return new SessionHandle(counter << SLOT_BITS | slot.value());
    }

    /** Whether the value has the form of a handle; it says nothing of the session's existence. */
    public boolean isWellFormed() {
        return counter() >= 1 && counter() <= MAX_COUNTER;
    }

    public SlotId slot() {
        return new SlotId((int) (value & (SlotId.MAX_SLOTS - 1)));
    }

    public long counter() {
        return value >>> SLOT_BITS;
    }

    @Override
    public int compareTo(SessionHandle other) {
        return Long.compareUnsigned(value, other.value);
    }
}
