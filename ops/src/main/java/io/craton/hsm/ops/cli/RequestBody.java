package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A JSON object of a request. What it holds is wiped on close; PINs are never part of a string. Not thread-safe. */
final class RequestBody implements AutoCloseable {
    /** More than any request of ours needs. */
    private static final int MAX_CHARS = 32 * 1024;

    private final char[] text = new char[MAX_CHARS];
    private int length;

    RequestBody() {
        append('{');
    }

    RequestBody put(String field, String value) {
        return secret(field, value.toCharArray());
    }

    RequestBody put(String field, long value) {
        name(field);
        String.valueOf(value).chars().forEach(character -> append((char) character));
        return this;
    }

    RequestBody put(String field, boolean value) {
        name(field);
        String.valueOf(value).chars().forEach(character -> append((char) character));
        return this;
    }

    /** The caller goes on owning {@code value}, and wipes it. */
    RequestBody secret(String field, char[] value) {
        name(field);
        append('"');
        for (char character : value) {
            if (character < ' ' || character == '"' || character == '\\') {
                append('\\');
                append('u');
                String hex = "%04x".formatted((int) character);
                hex.chars().forEach(digit -> append((char) digit));
            } else {
                append(character);
            }
        }
        append('"');
        return this;
    }

    private void name(String field) {
        if (length > 1) {
            append(',');
        }
        append('"');
        for (char character : JsonStringEncoder.getInstance().quoteAsString(field)) {
            append(character);
        }
        append('"');
        append(':');
    }

    private void append(char character) {
        if (length >= MAX_CHARS - 1) {
            throw new IllegalArgumentException("the request is over " + MAX_CHARS + " characters");
        }
        text[length++] = character;
    }

    /** The document in UTF-8; the caller wipes it. */
    byte[] bytes() {
        text[length] = '}';
        ByteBuffer encoded = StandardCharsets.UTF_8.encode(CharBuffer.wrap(text, 0, length + 1));
        byte[] bytes = Arrays.copyOf(encoded.array(), encoded.limit());
        Arrays.fill(encoded.array(), (byte) 0);
        return bytes;
    }

    @Override
    public void close() {
        Arrays.fill(text, '\0');
        length = 0;
    }
}
