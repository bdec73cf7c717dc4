package io.craton.hsm.ops.api;

import io.craton.hsm.core.fault.Fault;

/** Every kind of refusal of the API. The name, in lower case with hyphens, ends the type of its problem document (RFC 9457). */
public enum ProblemKind {
    MALFORMED_REQUEST(400, "The request does not have the form it should"),
    NOT_SIGNED_IN(401, "Nobody is signed in"),
    CODE_NEEDED(401, "A one-time code is needed besides the certificate"),
    NOT_ALLOWED(403, "The roles of this operator do not allow it"),
    NOT_FOUND(404, "There is no such thing"),
    METHOD_NOT_ALLOWED(405, "The path does not take this method"),
    CONFLICT(409, "The present state does not allow it"),
    TOO_LARGE(413, "The request is too large"),
    WRONG_CONTENT_TYPE(415, "The body has to be JSON"),
    KEY_REUSED(422, "The idempotency key belongs to another request"),
    REFUSED(422, "The token refused"),
    WRONG_PIN(422, "The PIN is not right"),
    PIN_LOCKED(423, "The PIN is locked"),
    TOO_MANY_REQUESTS(429, "Too many requests"),
    DEFECT(500, "A defect of this program"),
    UNAVAILABLE(503, "The cluster could not answer"),
    FULL(507, "There is no room for more");

    private final int status;
    private final String title;

    ProblemKind(int status, String title) {
        this.status = status;
        this.title = title;
    }

    public int status() {
        return status;
    }

    public String title() {
        return title;
    }

    /** The kind a refusal of a token has. */
    static ProblemKind of(Fault fault) {
        return switch (fault) {
            case ARGUMENTS_BAD,
                    ATTRIBUTE_READ_ONLY,
                    ATTRIBUTE_TYPE_INVALID,
                    ATTRIBUTE_VALUE_INVALID,
                    CURVE_NOT_SUPPORTED,
                    DATA_INVALID,
                    DATA_LEN_RANGE,
                    ENCRYPTED_DATA_INVALID,
                    ENCRYPTED_DATA_LEN_RANGE,
                    KEY_SIZE_RANGE,
                    KEY_TYPE_INCONSISTENT,
                    MECHANISM_INVALID,
                    MECHANISM_PARAM_INVALID,
                    PIN_INVALID,
                    PIN_LEN_RANGE,
                    SIGNATURE_INVALID,
                    SIGNATURE_LEN_RANGE,
                    TEMPLATE_INCOMPLETE,
                    TEMPLATE_INCONSISTENT,
                    USER_TYPE_INVALID -> REFUSED;
            case KEY_HANDLE_INVALID, OBJECT_HANDLE_INVALID, SESSION_HANDLE_INVALID, SLOT_ID_INVALID -> NOT_FOUND;
            case ACTION_PROHIBITED,
                    ATTRIBUTE_SENSITIVE,
                    KEY_FUNCTION_NOT_PERMITTED,
                    OPERATION_ACTIVE,
                    OPERATION_NOT_INITIALIZED,
                    SESSION_EXISTS,
                    SESSION_READ_ONLY,
                    SESSION_READ_ONLY_EXISTS,
                    SESSION_READ_WRITE_SO_EXISTS,
                    TOKEN_NOT_INITIALIZED,
                    USER_ALREADY_LOGGED_IN,
                    USER_ANOTHER_ALREADY_LOGGED_IN,
                    USER_NOT_LOGGED_IN,
                    USER_PIN_NOT_INITIALIZED -> CONFLICT;
            case PIN_INCORRECT -> WRONG_PIN;
            case PIN_LOCKED -> PIN_LOCKED;
            case DEVICE_MEMORY, SESSION_COUNT -> FULL;
            case DEVICE_ERROR -> UNAVAILABLE;
            case FUNCTION_NOT_SUPPORTED -> REFUSED;
        };
    }
}
