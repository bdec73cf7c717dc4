package io.craton.hsm.ops.console;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The fields of a form as a browser sends it ({@code application/x-www-form-urlencoded}). Values stay bytes, since one may be a PIN, and are
 * wiped on close. Not thread-safe.
 */
final class Form implements AutoCloseable {
    /** More than any form of the console has. */
    static final int MAX_FIELDS = 32;

    private final Map<String, byte[]> fields = new LinkedHashMap<>();

    /** Without any field. */
    Form() {}

    /** Reads {@code body} and wipes it; empty where it is no form. */
    static Optional<Form> read(byte[] body) {
        Form form = new Form();
        try {
            int from = 0;
            while (from < body.length) {
                int end = from;
                while (end < body.length && body[end] != '&') {
                    end++;
                }
                if (!form.add(body, from, end)) {
                    form.close();
                    return Optional.empty();
                }
                from = end + 1;
            }
            return Optional.of(form);
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }

    private boolean add(byte[] body, int from, int end) {
        int equals = from;
        while (equals < end && body[equals] != '=') {
            equals++;
        }
        byte[] name = decoded(body, from, equals);
        byte[] value = decoded(body, Math.min(equals + 1, end), end);
        return name.length > 0
                && fields.size() < MAX_FIELDS
                && fields.put(new String(name, StandardCharsets.UTF_8), value) == null;
    }

    private static byte[] decoded(byte[] body, int from, int end) {
        byte[] out = new byte[end - from];
        int length = 0;
        for (int i = from; i < end; i++) {
            if (body[i] == '%' && hex(body, i + 1, end) >= 0) {
                out[length++] = (byte) hex(body, i + 1, end);
                i += 2;
            } else {
                out[length++] = body[i] == '+' ? (byte) ' ' : body[i];
            }
        }
        byte[] exact = Arrays.copyOf(out, length);
        Arrays.fill(out, (byte) 0);
        return exact;
    }

    private static int hex(byte[] body, int at, int end) {
        if (at + 1 >= end) {
            return -1;
        }
        int high = Character.digit(body[at], 16);
        int low = Character.digit(body[at + 1], 16);
        return high < 0 || low < 0 ? -1 : high * 16 + low;
    }

    /** A field that is no secret. */
    String text(String name) {
        byte[] value = fields.get(name);
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    /** A field that is a secret; the caller wipes it. */
    char[] characters(String name) {
        byte[] value = fields.get(name);
        if (value == null) {
            return new char[0];
        }
        CharBuffer decoded = StandardCharsets.UTF_8.decode(ByteBuffer.wrap(value));
        char[] exact = Arrays.copyOf(decoded.array(), decoded.limit());
        Arrays.fill(decoded.array(), '\0');
        return exact;
    }

    /**
     * The named fields as a JSON object, without those left empty. A value is written as the text it is, or as {@code true} or
     * {@code false}, or as a number where the field's name is in {@code plain}.
     */
    byte[] json(List<String> names, List<String> plain) {
        WipingOutput out = new WipingOutput();
        try (out) {
            out.write('{');
            boolean first = true;
            for (String name : names) {
                byte[] value = fields.get(name);
                if (value != null && value.length > 0) {
                    if (!first) {
                        out.write(',');
                    }
                    first = false;
                    quote(name.getBytes(StandardCharsets.UTF_8), out);
                    out.write(':');
                    if (plain.contains(name) && text(name).matches("true|false|\\d{1,9}")) {
                        out.writeBytes(value);
                    } else {
                        quote(value, out);
                    }
                }
            }
            out.write('}');
            return out.toByteArray();
        }
    }

    private static void quote(byte[] utf8, ByteArrayOutputStream out) {
        out.write('"');
        for (byte b : utf8) {
            if (b == '"' || b == '\\') {
                out.write('\\');
                out.write(b);
            } else if (b >= 0 && b < ' ') {
                out.writeBytes("\\u%04x".formatted((int) b).getBytes(StandardCharsets.US_ASCII));
            } else {
                out.write(b);
            }
        }
        out.write('"');
    }

    @Override
    public void close() {
        fields.values().forEach(value -> Arrays.fill(value, (byte) 0));
        fields.clear();
    }

    /** Large enough from the start for every form, so that no copy is left behind; wiped on close. */
    private static final class WipingOutput extends ByteArrayOutputStream {
        WipingOutput() {
            super(FormGate.MAX_BYTES * 7);
        }

        @Override
        public void close() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
