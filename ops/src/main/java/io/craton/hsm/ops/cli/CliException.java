package io.craton.hsm.ops.cli;

/** A command did not succeed; the message is one line for its caller, without secrets. */
final class CliException extends Exception {
    private static final long serialVersionUID = 1L;

    private final int exitCode;
    private final String kind;

    /** @param exitCode one of {@link io.craton.hsm.ops.ExitCode} */
    CliException(int exitCode, String message) {
        this(exitCode, message, "");
    }

    /** @param kind of the API's problem document */
    CliException(int exitCode, String message, String kind) {
        super(message);
        this.exitCode = exitCode;
        this.kind = kind;
    }

    /** Whether it is what the API refused in this way. */
    boolean isAbout(String aKind) {
        return kind.equals(aKind);
    }

    int exitCode() {
        return exitCode;
    }
}
