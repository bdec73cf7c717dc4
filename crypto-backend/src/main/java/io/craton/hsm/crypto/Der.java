package io.craton.hsm.crypto;

import java.util.Arrays;

/** Writing and strict reading of the little DER (X.690) that key encodings need. */
final class Der {
    static final int INTEGER = 0x02;
    static final int BIT_STRING = 0x03;
    static final int OCTET_STRING = 0x04;
    static final int OBJECT_IDENTIFIER = 0x06;
    static final int SEQUENCE = 0x30;
    static final int CONTEXT_1 = 0xa1;

    /** Bytes that are not the DER that was expected. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    private Der() {}

    /** One element around the concatenated {@code parts}. */
    static byte[] element(int tag, byte[]... parts) {
        int length = 0;
        for (byte[] part : parts) {
            length += part.length;
        }
        int lengthBytes = lengthBytes(length);
        byte[] out = new byte[1 + lengthBytes + length];
        out[0] = (byte) tag;
        writeLength(out, length, lengthBytes);
        int position = 1 + lengthBytes;
        for (byte[] part : parts) {
            System.arraycopy(part, 0, out, position, part.length);
            position += part.length;
        }
        return out;
    }

    /** As {@link #element}, and wipes the parts. */
    static byte[] secretElement(int tag, byte[]... parts) {
        byte[] out = element(tag, parts);
        for (byte[] part : parts) {
            Secrets.wipe(part);
        }
        return out;
    }

    private static int lengthBytes(int length) {
        return length < 0x80 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : 4;
    }

    private static void writeLength(byte[] out, int length, int lengthBytes) {
        if (lengthBytes == 1) {
            out[1] = (byte) length;
            return;
        }
        out[1] = (byte) (0x80 | (lengthBytes - 1));
        for (int i = 0; i < lengthBytes - 1; i++) {
            out[2 + i] = (byte) (length >>> (8 * (lengthBytes - 2 - i)));
        }
    }

    /** An INTEGER of an unsigned big-endian number. */
    static byte[] unsigned(byte[] magnitude) {
        byte[] minimal = minimal(magnitude);
        byte[] out = minimal[0] < 0 ? element(INTEGER, new byte[1], minimal) : element(INTEGER, minimal);
        Secrets.wipe(minimal);
        return out;
    }

    /** A copy without leading zeros, but never empty. */
    static byte[] minimal(byte[] magnitude) {
        int start = 0;
        while (start < magnitude.length - 1 && magnitude[start] == 0) {
            start++;
        }
        return magnitude.length == 0 ? new byte[1] : Arrays.copyOfRange(magnitude, start, magnitude.length);
    }

    /** A position in some DER. Refuses what is not minimal, and what is longer than its parent. */
    static final class Reader {
        private final byte[] bytes;
        private final int end;
        private int position;

        Reader(byte[] bytes) {
            this(bytes, 0, bytes.length);
        }

        private Reader(byte[] bytes, int position, int end) {
            this.bytes = bytes;
            this.position = position;
            this.end = end;
        }

        boolean hasMore() {
            return position < end;
        }

        void requireEnd() throws MalformedException {
            if (hasMore()) {
                throw new MalformedException("trailing bytes");
            }
        }

        boolean nextIs(int tag) {
            return hasMore() && (bytes[position] & 0xff) == tag;
        }

        /** Enters the next element, which must have {@code tag}. */
        Reader enter(int tag) throws MalformedException {
            if (!nextIs(tag)) {
                throw new MalformedException("expected tag " + tag);
            }
            position++;
            int length = readLength();
            Reader inner = new Reader(bytes, position, position + length);
            position += length;
            return inner;
        }

        private int readLength() throws MalformedException {
            int first = next();
            if (first < 0x80) {
                return require(first);
            }
            int count = first & 0x7f;
            if (count == 0 || count > 3) {
                throw new MalformedException("length form");
            }
            int length = 0;
            for (int i = 0; i < count; i++) {
                length = length << 8 | next();
            }
            if (lengthBytes(length) != count + 1) {
                throw new MalformedException("length not minimal");
            }
            return require(length);
        }

        private int next() throws MalformedException {
            if (!hasMore()) {
                throw new MalformedException("truncated");
            }
            return bytes[position++] & 0xff;
        }

        private int require(int length) throws MalformedException {
            if (length > end - position) {
                throw new MalformedException("truncated");
            }
            return length;
        }

        /** The bytes left, copied. */
        byte[] rest() {
            return Arrays.copyOfRange(bytes, position, end);
        }

        /** A non-negative INTEGER's magnitude without leading zeros. */
        byte[] unsigned() throws MalformedException {
            Reader inner = enter(INTEGER);
            int length = inner.end - inner.position;
            if (length == 0 || bytes[inner.position] < 0) {
                throw new MalformedException("integer is empty or negative");
            }
            if (length > 1 && bytes[inner.position] == 0) {
                if (bytes[inner.position + 1] >= 0) {
                    throw new MalformedException("integer not minimal");
                }
                inner.position++;
            }
            return inner.rest();
        }
    }
}
