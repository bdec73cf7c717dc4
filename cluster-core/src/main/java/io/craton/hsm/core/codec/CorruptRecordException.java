package io.craton.hsm.core.codec;

/**
 * Persisted bytes that this version cannot have written, or cannot read: damage, a defect, or a record of a newer version. The message
 * says what was found in terms of numbers and sizes, never of values.
 */
public final class CorruptRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public CorruptRecordException(String message) {
        super(message);
    }

    public CorruptRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
