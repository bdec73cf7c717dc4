package io.craton.hsm.core.codec;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageLite;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Parser;
import io.craton.hsm.core.Octets;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The checks every persisted record passes when it is read. Messages name what was found by kind and size, never by value. */
public final class Check {
    private Check() {}

    /** Reads {@code bytes}, of at most {@code maxBytes}, as one message. */
    public static <P extends MessageLite> P parse(Parser<P> parser, byte[] bytes, int maxBytes, String what) {
        that(bytes.length <= maxBytes, what, "bytes", bytes.length);
        try {
            return parser.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new CorruptRecordException(what + " of " + bytes.length + " bytes does not parse", e);
        }
    }

    /**
     * Writes a record only if it can be read back: one that cannot would stop its token for ever.
     *
     * @throws IllegalArgumentException when a field is out of bounds, which is a defect of the caller
     */
    public static <P extends MessageLite> byte[] readable(P proto, Consumer<P> reader, int maxBytes, String what) {
        int size = proto.getSerializedSize();
        if (size > maxBytes) {
            throw new IllegalArgumentException(what + " of " + size + " bytes is over the limit of " + maxBytes);
        }
        try {
            reader.accept(proto);
        } catch (CorruptRecordException e) {
            throw new IllegalArgumentException("this " + what + " could not be read back", e);
        }
        return proto.toByteArray();
    }

    public static void version(int found, int known, String what) {
        if (found != known) {
            throw new CorruptRecordException(what + " of version " + Integer.toUnsignedString(found));
        }
    }

    public static void known(MessageOrBuilder message) {
        if (!message.getUnknownFields().asMap().isEmpty()) {
            throw new CorruptRecordException(
                    message.getDescriptorForType().getName() + " with fields this version does not know");
        }
    }

    public static void that(boolean holds, String what, String measure, long found) {
        if (!holds) {
            throw new CorruptRecordException(what + " with " + measure + " " + Long.toUnsignedString(found));
        }
    }

    public static void that(boolean holds, String what) {
        if (!holds) {
            throw new CorruptRecordException(what);
        }
    }

    /** {@code found} if it is within {@code min..max}. */
    public static long within(long min, long max, long found, String what) {
        that(found >= min && found <= max, what, "value", found);
        return found;
    }

    public static Octets octets(ByteString found, int minBytes, int maxBytes, String what) {
        that(found.size() >= minBytes && found.size() <= maxBytes, what, "bytes", found.size());
        return Octets.of(found);
    }

    public static String text(String found, int minBytes, int maxBytes, String what) {
        int bytes = found.getBytes(StandardCharsets.UTF_8).length;
        that(bytes >= minBytes && bytes <= maxBytes, what, "bytes", bytes);
        return found;
    }

    /** {@code next} if it comes after {@code previous}: no duplicates, no disorder. */
    public static <T> T after(@Nullable T previous, T next, Comparator<? super T> order, String what) {
        that(previous == null || order.compare(previous, next) < 0, what + " out of order");
        return next;
    }
}
