package io.craton.hsm.core.id;

/**
 * An object's handle: 64 bits, never 0, never reused within its slot, equal on every node. The low bit tells the two kinds apart: a
 * token object's handle is the token's object counter; a session object's handle carries the counter of the session that owns it.
 */
public record ObjectHandle(long value) implements Comparable<ObjectHandle> {
    private static final int OBJECT_BITS = 24;
    private static final long MAX_SESSION_OBJECTS = (1L << OBJECT_BITS) - 1;

    /** The {@code counter}-th token object (1-based) of a token. */
    public static ObjectHandle ofToken(long counter) {
        if (counter < 1 || counter > Long.MAX_VALUE >>> 1) {
            throw new IllegalArgumentException("object counter out of range: " + counter);
        }
        return new ObjectHandle(counter << 1);
    }

    /** The {@code counter}-th object (1-based) of {@code session}. */
    public static ObjectHandle ofSession(SessionHandle session, long counter) {
        if (counter < 1 || counter > MAX_SESSION_OBJECTS) {
            throw new IllegalArgumentException("session object counter out of range: " + counter);
        }
        return new ObjectHandle((session.counter() << OBJECT_BITS | counter) << 1 | 1);
    }

    public boolean isSessionObject() {
        return (value & 1) == 1;
    }

    /** The session that owns this session object, in {@code slot}. */
    public SessionHandle owner(SlotId slot) {
        return SessionHandle.of(slot, value >>> (OBJECT_BITS + 1));
    }

    /** Whether the value has the form of a handle; it says nothing of the object's existence. */
    public boolean isWellFormed() {
        if (value == 0) {
            return false;
        }
        return !isSessionObject()
                || new SessionHandle(value >>> (OBJECT_BITS + 1) << 8).isWellFormed()
                        && (value >>> 1 & MAX_SESSION_OBJECTS) != 0;
    }

    @Override
    public int compareTo(ObjectHandle other) {
        return Long.compareUnsigned(value, other.value);
    }
}
