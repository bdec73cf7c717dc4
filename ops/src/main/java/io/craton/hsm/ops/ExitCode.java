package io.craton.hsm.ops;

/** What the program tells its caller when it ends. */
final class ExitCode {
    static final int OK = 0;

    /** It was tried and did not work, or no node serves. */
    static final int FAILED = 1;

    /** The command line or the configuration is wrong; trying again changes nothing. */
    static final int USAGE = 2;

    private ExitCode() {}
}
