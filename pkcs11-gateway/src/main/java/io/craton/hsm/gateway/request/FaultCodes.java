package io.craton.hsm.gateway.request;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.gateway.wire.Ckr;

/** The one place where a refusal becomes a return value of PKCS#11 3.2 (section 5.1). */
public final class FaultCodes {
    private FaultCodes() {}

    public static long codeOf(Fault fault) {
        return switch (fault) {
            case ACTION_PROHIBITED -> Ckr.ACTION_PROHIBITED;
            case ARGUMENTS_BAD -> Ckr.ARGUMENTS_BAD;
            case ATTRIBUTE_READ_ONLY -> Ckr.ATTRIBUTE_READ_ONLY;
            case ATTRIBUTE_SENSITIVE -> Ckr.ATTRIBUTE_SENSITIVE;
            case ATTRIBUTE_TYPE_INVALID -> Ckr.ATTRIBUTE_TYPE_INVALID;
            case ATTRIBUTE_VALUE_INVALID -> Ckr.ATTRIBUTE_VALUE_INVALID;
            case CURVE_NOT_SUPPORTED -> Ckr.CURVE_NOT_SUPPORTED;
            case DATA_INVALID -> Ckr.DATA_INVALID;
            case DATA_LEN_RANGE -> Ckr.DATA_LEN_RANGE;
            case DEVICE_ERROR -> Ckr.DEVICE_ERROR;
            case DEVICE_MEMORY -> Ckr.DEVICE_MEMORY;
            case ENCRYPTED_DATA_INVALID -> Ckr.ENCRYPTED_DATA_INVALID;
            case ENCRYPTED_DATA_LEN_RANGE -> Ckr.ENCRYPTED_DATA_LEN_RANGE;
            case FUNCTION_NOT_SUPPORTED -> Ckr.FUNCTION_NOT_SUPPORTED;
            case KEY_FUNCTION_NOT_PERMITTED -> Ckr.KEY_FUNCTION_NOT_PERMITTED;
            case KEY_HANDLE_INVALID -> Ckr.KEY_HANDLE_INVALID;
            case KEY_SIZE_RANGE -> Ckr.KEY_SIZE_RANGE;
            case KEY_TYPE_INCONSISTENT -> Ckr.KEY_TYPE_INCONSISTENT;
            case MECHANISM_INVALID -> Ckr.MECHANISM_INVALID;
            case MECHANISM_PARAM_INVALID -> Ckr.MECHANISM_PARAM_INVALID;
            case OBJECT_HANDLE_INVALID -> Ckr.OBJECT_HANDLE_INVALID;
            case OPERATION_ACTIVE -> Ckr.OPERATION_ACTIVE;
            case OPERATION_NOT_INITIALIZED -> Ckr.OPERATION_NOT_INITIALIZED;
            case PIN_INCORRECT -> Ckr.PIN_INCORRECT;
            case PIN_INVALID -> Ckr.PIN_INVALID;
            case PIN_LEN_RANGE -> Ckr.PIN_LEN_RANGE;
            case PIN_LOCKED -> Ckr.PIN_LOCKED;
            case SESSION_COUNT -> Ckr.SESSION_COUNT;
            case SESSION_EXISTS -> Ckr.SESSION_EXISTS;
            case SESSION_HANDLE_INVALID -> Ckr.SESSION_HANDLE_INVALID;
            case SESSION_READ_ONLY -> Ckr.SESSION_READ_ONLY;
            case SESSION_READ_ONLY_EXISTS -> Ckr.SESSION_READ_ONLY_EXISTS;
            case SESSION_READ_WRITE_SO_EXISTS -> Ckr.SESSION_READ_WRITE_SO_EXISTS;
            case SIGNATURE_INVALID -> Ckr.SIGNATURE_INVALID;
            case SIGNATURE_LEN_RANGE -> Ckr.SIGNATURE_LEN_RANGE;
            case SLOT_ID_INVALID -> Ckr.SLOT_ID_INVALID;
            case TEMPLATE_INCOMPLETE -> Ckr.TEMPLATE_INCOMPLETE;
            case TEMPLATE_INCONSISTENT -> Ckr.TEMPLATE_INCONSISTENT;
            case TOKEN_NOT_INITIALIZED -> Ckr.TOKEN_NOT_INITIALIZED;
            case USER_ALREADY_LOGGED_IN -> Ckr.USER_ALREADY_LOGGED_IN;
            case USER_ANOTHER_ALREADY_LOGGED_IN -> Ckr.USER_ANOTHER_ALREADY_LOGGED_IN;
            case USER_NOT_LOGGED_IN -> Ckr.USER_NOT_LOGGED_IN;
            case USER_PIN_NOT_INITIALIZED -> Ckr.USER_PIN_NOT_INITIALIZED;
            case USER_TYPE_INVALID -> Ckr.USER_TYPE_INVALID;
        };
    }
}
