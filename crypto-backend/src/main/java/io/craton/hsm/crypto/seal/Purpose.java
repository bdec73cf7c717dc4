package io.craton.hsm.crypto.seal;

/** What a sealed blob is for. Each purpose has keys of its own, so a blob of one never opens as another. */
public enum Purpose {
    JOURNAL(1),
    LEASE(2),
    LOGIN(3),
    OBJECT(4),
    RESUME(5),
    REQUEST(6),
    OPERATOR(7);

    private final byte id;

    Purpose(int id) {
        this.id = (byte) id;
    }

    /** The persisted number; stable for ever. */
    byte id() {
        return id;
    }
}
