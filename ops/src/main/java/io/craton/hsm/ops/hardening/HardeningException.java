package io.craton.hsm.ops.hardening;

/** The kernel refused to protect this process's memory; no key may be loaded. The message is one line. */
public final class HardeningException extends Exception {
    private static final long serialVersionUID = 1L;

    HardeningException(String message) {
        super(message);
    }
}
