package io.craton.hsm.core.simulation;

/** Something happened that must never happen. */
final class InvariantBroken extends AssertionError {
    private static final long serialVersionUID = 1L;

    InvariantBroken(String what) {
        super(what);
    }
}
