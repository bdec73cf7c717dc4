package io.craton.hsm.ops.chaos;

import java.util.Locale;

/**
 * One call of a client on the key with a label, as it saw it. Times are nanoseconds of one clock.
 *
 * @param value what was written, read, or for FIND the number of keys found
 */
record Observation(long start, long end, Act act, String label, long value, Result result) {
    enum Act {
        CREATE,
        FIND,
        GET,
        SET,
        SIGN,
        DESTROY;

        boolean changes() {
            return this == CREATE || this == SET || this == DESTROY;
        }
    }

    enum Result {
        OK,
        /** The cluster said that there is no such key. */
        ABSENT,
        /** An error that leaves open whether it was done, now or later. */
        UNKNOWN
    }

    /** A line of {@code p11_chaos}. */
    static Observation parse(String line) {
        String[] words = line.split(" ");
        if (words.length != 6) {
            throw new IllegalArgumentException("not a line of p11_chaos: " + line);
        }
        Result result = switch (words[5]) {
            case "ok" -> Result.OK;
            case "absent" -> Result.ABSENT;
            default -> Result.UNKNOWN;
        };
        return new Observation(
                Long.parseLong(words[0]),
                Long.parseLong(words[1]),
                Act.valueOf(words[2].toUpperCase(Locale.ROOT)),
                words[3],
                Long.parseUnsignedLong(words[4]),
                result);
    }

    /** When it was surely over; what is unknown may take effect at any later time. */
    long over() {
        return result == Result.UNKNOWN ? Long.MAX_VALUE : end;
    }
}
