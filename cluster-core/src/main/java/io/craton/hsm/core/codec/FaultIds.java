package io.craton.hsm.core.codec;

import io.craton.hsm.core.fault.Fault;
import java.util.Arrays;

/** The persisted number of each fault; stable for ever, independent of the order of declaration. */
final class FaultIds {
    private static final Fault[] BY_ID = byId();

    private FaultIds() {}

    static int of(Fault fault) {
        return switch (fault) {
            case ACTION_PROHIBITED -> 1;
            case ARGUMENTS_BAD -> 2;
            case ATTRIBUTE_READ_ONLY -> 3;
            case ATTRIBUTE_SENSITIVE -> 4;
            case ATTRIBUTE_TYPE_INVALID -> 5;
            case ATTRIBUTE_VALUE_INVALID -> 6;
            case CURVE_NOT_SUPPORTED -> 7;
            case DATA_INVALID -> 8;
            case DATA_LEN_RANGE -> 9;
            case DEVICE_ERROR -> 10;
            case DEVICE_MEMORY -> 11;
            case ENCRYPTED_DATA_INVALID -> 12;
            case ENCRYPTED_DATA_LEN_RANGE -> 13;
            case FUNCTION_NOT_SUPPORTED -> 14;
            case KEY_FUNCTION_NOT_PERMITTED -> 15;
            case KEY_HANDLE_INVALID -> 16;
            case KEY_SIZE_RANGE -> 17;
            case KEY_TYPE_INCONSISTENT -> 18;
            case MECHANISM_INVALID -> 19;
            case MECHANISM_PARAM_INVALID -> 20;
            case OBJECT_HANDLE_INVALID -> 21;
            case OPERATION_ACTIVE -> 22;
            case OPERATION_NOT_INITIALIZED -> 23;
            case PIN_INCORRECT -> 24;
            case PIN_INVALID -> 25;
            case PIN_LEN_RANGE -> 26;
            case PIN_LOCKED -> 27;
            case SESSION_COUNT -> 28;
            case SESSION_EXISTS -> 29;
            case SESSION_HANDLE_INVALID -> 30;
            case SESSION_READ_ONLY -> 31;
            case SESSION_READ_ONLY_EXISTS -> 32;
            case SESSION_READ_WRITE_SO_EXISTS -> 33;
            case SIGNATURE_INVALID -> 34;
            case SIGNATURE_LEN_RANGE -> 35;
            case SLOT_ID_INVALID -> 36;
            case TEMPLATE_INCOMPLETE -> 37;
            case TEMPLATE_INCONSISTENT -> 38;
            case TOKEN_NOT_INITIALIZED -> 39;
            case USER_ALREADY_LOGGED_IN -> 40;
            case USER_ANOTHER_ALREADY_LOGGED_IN -> 41;
            case USER_NOT_LOGGED_IN -> 42;
            case USER_PIN_NOT_INITIALIZED -> 43;
            case USER_TYPE_INVALID -> 44;
        };
    }

    /** @throws CorruptRecordException when no fault has that number */
    static Fault withId(int id) {
        Check.that(id > 0 && id < BY_ID.length, "unknown fault", "id", Integer.toUnsignedLong(id));
        return BY_ID[id];
    }

    /** Numbers are dense from 1. */
    private static Fault[] byId() {
        Fault[] table = new Fault[Fault.values().length + 1];
        Arrays.fill(table, Fault.DEVICE_ERROR);
        for (Fault fault : Fault.values()) {
            table[of(fault)] = fault;
        }
        return table;
    }
}
