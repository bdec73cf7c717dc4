package io.craton.hsm.core;

import com.google.protobuf.ByteString;
import java.util.Arrays;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * An immutable string of bytes with value equality. It is for public values (identifiers, attributes, sealed blobs), never for
 * secrets: those travel as {@link io.craton.hsm.core.secret.Secret}.
 */
public final class Octets implements Comparable<Octets> {
    public static final Octets EMPTY = new Octets(new byte[0]);

    private final byte[] bytes;

    private Octets(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Copies {@code source}. */
    public static Octets copyOf(byte[] source) {
        return source.length == 0 ? EMPTY : new Octets(source.clone());
    }

    /** Copies {@code length} bytes of {@code source} from {@code offset}. */
    public static Octets copyOf(byte[] source, int offset, int length) {
        return new Octets(Arrays.copyOfRange(source, offset, offset + length));
    }

    /** Takes {@code source} over without a copy; the caller must not touch the array again. */
    public static Octets wrap(byte[] source) {
        return new Octets(source);
    }

    public static Octets of(ByteString source) {
        return source.isEmpty() ? EMPTY : new Octets(source.toByteArray());
    }

    public static Octets ofHex(String hex) {
        return new Octets(HexFormat.of().parseHex(hex));
    }

    public int length() {
        return bytes.length;
    }

    public boolean isEmpty() {
        return bytes.length == 0;
    }

    public byte at(int index) {
        return bytes[index];
    }

    /** A fresh copy of the bytes. */
    public byte[] toByteArray() {
        return bytes.clone();
    }

    public ByteString toByteString() {
        return ByteString.copyFrom(bytes);
    }

    public void copyTo(byte[] target, int offset) {
        System.arraycopy(bytes, 0, target, offset, bytes.length);
    }

    @Override
    public int compareTo(Octets other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Octets that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** The length only: a value may be a label or an identifier that must not reach a log. */
    @Override
    public String toString() {
        return "Octets[" + bytes.length + "]";
    }

    public String toHex() {
        return HexFormat.of().formatHex(bytes);
    }
}
