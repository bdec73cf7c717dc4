package io.craton.hsm.auth.totp;

/** Base 32 (RFC 4648, section 6) without padding: what authenticator apps take, and people can type. */
public final class Base32 {
    private static final char[] ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".toCharArray();
    private static final int BITS = 5;

    private Base32() {}

    public static String encode(byte[] bytes) {
        return new String(encodeToChars(bytes));
    }

    /** Likewise, for what has to be wiped. */
    public static char[] encodeToChars(byte[] bytes) {
        char[] text = new char[(bytes.length * Byte.SIZE + BITS - 1) / BITS];
        int buffer = 0;
        int held = 0;
        int next = 0;
        for (byte each : bytes) {
            buffer = buffer << Byte.SIZE | each & 0xff;
            held += Byte.SIZE;
            while (held >= BITS) {
                held -= BITS;
                text[next++] = ALPHABET[buffer >>> held & 0x1f];
            }
            buffer &= (1 << held) - 1;
        }
        if (held > 0) {
            text[next] = ALPHABET[buffer << BITS - held & 0x1f];
        }
        return text;
    }
}
