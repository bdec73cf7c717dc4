package io.craton.hsm.ops;

/** What a program tells its caller when it ends. */
public final class ExitCode {
    public static final int OK = 0;

    /** It was tried and did not work, or no node serves. */
    public static final int FAILED = 1;

    /** The command line or the configuration is wrong; trying again changes nothing. */
    public static final int USAGE = 2;

    /** Nobody is signed in, the roles do not allow it, or the PIN is not right. */
    public static final int DENIED = 3;

    /** No node answers, or the cluster has no quorum. */
    public static final int UNAVAILABLE = 4;

    /** Others have to approve it first. */
    public static final int APPROVAL_PENDING = 5;

    private ExitCode() {}
}
