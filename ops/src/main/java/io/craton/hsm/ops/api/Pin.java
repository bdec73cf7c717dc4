package io.craton.hsm.ops.api;

import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.core.secret.SecretStore;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A PIN of a request. It is wiped when the request is answered, or before by who takes it; {@link #toString} does not show it. */
public final class Pin implements AutoCloseable {
    private final char[] characters;

    /** Takes {@code characters} over. */
    public Pin(char[] characters) {
        this.characters = characters;
    }

    /** The PIN as UTF-8 in the store, and wiped here. */
    Secret into(SecretStore store) {
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(characters));
        byte[] bytes = Arrays.copyOfRange(encoded.array(), 0, encoded.limit());
        Arrays.fill(encoded.array(), (byte) 0);
        close();
        return store.take(bytes);
    }

    /** The characters, which the caller wipes. */
    char[] copy() {
        return characters.clone();
    }

    /** As a string, for what has no other form and is no secret of a person. */
    String text() {
        return new String(characters);
    }

    @Override
    public void close() {
        Arrays.fill(characters, '\0');
    }

    @Override
    public String toString() {
        return "Pin";
    }
}
