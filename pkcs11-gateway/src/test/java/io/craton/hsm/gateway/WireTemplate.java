package io.craton.hsm.gateway;

import io.craton.hsm.gateway.wire.Slice;
import io.craton.hsm.gateway.wire.Wire;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A template as a client sends it. */
public final class WireTemplate {
    private final List<Wire.Attribute> attributes = new ArrayList<>();

    public WireTemplate bytes(long type, byte[] value) {
        attributes.add(new Wire.Attribute(type, Slice.of(value.clone())));
        return this;
    }

    public WireTemplate number(long type, long value) {
        return bytes(
                type,
                ByteBuffer.allocate(Long.BYTES)
                        .order(ByteOrder.LITTLE_ENDIAN)
                        .putLong(value)
                        .array());
    }

    public WireTemplate flag(long type, boolean value) {
        return bytes(type, new byte[] {(byte) (value ? 1 : 0)});
    }

    public WireTemplate text(long type, String value) {
        return bytes(type, value.getBytes(StandardCharsets.UTF_8));
    }

    public List<Wire.Attribute> attributes() {
        return List.copyOf(attributes);
    }
}
