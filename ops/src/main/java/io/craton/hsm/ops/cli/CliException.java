package io.craton.hsm.ops.cli;

/** A command did not succeed; the message is one line for its caller, without secrets. */
final class CliException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;

    /** @param exitCode one of {@link io.craton.hsm.ops.ExitCode} */
    CliException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    int exitCode() {
        return exitCode;
    }
}
