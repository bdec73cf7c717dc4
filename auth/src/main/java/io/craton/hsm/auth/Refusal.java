package io.craton.hsm.auth;

/**
 * Why a sign-in was refused, for the log. The person is told {@link #MESSAGE} whatever the reason, so that nothing can be learned by
 * trying.
 *
 * @param detail without secrets; control characters are replaced, and no more than {@value #MAX_DETAIL_CHARS} characters are kept
 */
public record Refusal(Reason reason, String detail) {
    /** All that the person who tries is told. */
    public static final String MESSAGE =
            "Sign-in failed. Check what you entered; if it is right, ask your security officer.";

    public static final int MAX_DETAIL_CHARS = 300;

    public enum Reason {
        /** Wrong password, code or proof. */
        WRONG_CREDENTIALS,
        /** The provider knows nobody of that name, or more than one. */
        UNKNOWN_NAME,
        /** What was shown is malformed, empty or too long. */
        MALFORMED,
        /** The directory has locked or expired the account. */
        ACCOUNT_UNUSABLE,
        /** A certificate, its chain or its revocation data did not pass. */
        CERTIFICATE_REFUSED,
        /** A token of an OpenID provider did not pass. */
        TOKEN_REFUSED,
        /** The directory points elsewhere; that is not followed. */
        REFERRAL,
        /** Recognised, but no group is on the allow-list. */
        NO_ROLE,
        /** Too many failures of this name or from this source, or too soon after one. */
        LOCKED_OUT,
        /** A second factor is required, none is enrolled, and no officer has allowed enrolment. */
        NO_SECOND_FACTOR,
        /** The person has not confirmed on the other device yet; the command line asks again. */
        PENDING,
        /** Likewise, and it asks too often. */
        ASKED_TOO_OFTEN,
        /** The provider did not answer in time, or not sensibly. */
        PROVIDER_UNAVAILABLE
    }

    public Refusal {
        detail = printable(detail);
    }

    /** What a log or a page may show of somebody else's text. */
    static String printable(String text) {
        String printable = text.replaceAll("\\p{C}", "?");
        return printable.length() <= MAX_DETAIL_CHARS ? printable : printable.substring(0, MAX_DETAIL_CHARS);
    }
}
