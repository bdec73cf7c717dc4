package io.craton.hsm.actors.journal;

import java.util.function.Function;

/**
 * Something that is persisted, and its encoding. The module it belongs to binds it to {@code craton-event} in its {@code reference.conf}.
 *
 * @param manifest stands in every record of it; it never changes its meaning
 */
public record PersistedType<T>(String manifest, Class<T> type, Function<T, byte[]> encode, Function<byte[], T> decode) {
    byte[] encodeAny(Object value) {
        return encode.apply(type.cast(value));
    }
}
