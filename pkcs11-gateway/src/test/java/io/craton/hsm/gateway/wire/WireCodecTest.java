package io.craton.hsm.gateway.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every message of the schema, filled with random fields: both directions, cut short, and overwritten at random. */
final class WireCodecTest {
    private static final long SEED = 20261121;

    private final Random random = new Random(SEED);

    @Test
    void readsBackEveryMessageItWrites() throws Exception {
        for (Class<?> type : messages()) {
            for (int round = 0; round < 20; round++) {
                Object message = fill(type);
                byte[] encoded = encode(message);
                assertThat(encode(decode(message, encoded, encoded.length)))
                        .describedAs("%s", type)
                        .isEqualTo(encoded);
            }
        }
    }

    @Test
    void refusesEveryMessageThatIsCutShort() throws Exception {
        for (Class<?> type : messages()) {
            Object message = fill(type);
            byte[] encoded = encode(message);
            for (int length = 0; length < encoded.length; length++) {
                int cut = length;
                assertThatThrownBy(() -> decode(message, encoded, cut))
                        .describedAs("%s cut to %s of %s", type, cut, encoded.length)
                        .isInstanceOf(MalformedFrameException.class);
            }
        }
    }

    @Test
    void survivesRandomBytesInEveryMessage() throws Exception {
        for (Class<?> type : messages()) {
            Object message = fill(type);
            for (int round = 0; round < 300; round++) {
                byte[] bytes = encode(message);
                for (int i = random.nextInt(4); i >= 0; i--) {
                    bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
                }
                try {
                    decode(message, bytes, bytes.length);
                } catch (MalformedFrameException e) {
                    assertThat(e.getMessage()).isNotEmpty();
                }
            }
        }
    }

    @Test
    void skipsExtensionsItDoesNotKnow() throws Exception {
        byte[] encoded = {7, 0, 0, 0, 0, 0, 0, 0, 2, 0, 1, 0, 3, 0, 0, 0, 9, 9, 9, 2, 0, 0, 0, 0, 0};
        assertThat(Request.decode(Wire.TYPE_LOGOUT, new WireReader(encoded, 0, encoded.length)))
                .isEqualTo(new Request.Logout(7));
    }

    @Test
    void writesWholeFramesWithTheirHeaders() throws Exception {
        WireWriter out = new WireWriter();
        Frames.write(out, new RequestHeader(Wire.TYPE_LOGOUT, 0, 5, 4, 1000), new Request.Logout(77));
        WireReader in = new WireReader(out.array(), 0, out.length());
        assertThat(Frames.checkLength(in.wideU32(), RequestHeader.BYTES)).isEqualTo(in.remaining());
        assertThat(RequestHeader.read(in)).isEqualTo(new RequestHeader(Wire.TYPE_LOGOUT, 0, 5, 4, 1000));
        assertThat(Request.decode(Wire.TYPE_LOGOUT, in)).isEqualTo(new Request.Logout(77));

        out.clear();
        Frames.write(out, new ReplyHeader(Wire.TYPE_LOGOUT, 0, 5, Ckr.USER_NOT_LOGGED_IN, 9), null);
        in.reset(out.array(), 0, out.length());
        assertThat(Frames.checkLength(in.wideU32(), ReplyHeader.BYTES)).isEqualTo(ReplyHeader.BYTES);
        assertThat(ReplyHeader.read(in).code()).isEqualTo(0x101);
    }

    @Test
    void refusesFramesBeyondTheLimits() {
        assertThatThrownBy(() -> Frames.checkLength(Wire.MAX_FRAME_BYTES + 1L, RequestHeader.BYTES))
                .isInstanceOf(MalformedFrameException.class);
        assertThatThrownBy(() -> Frames.checkLength(RequestHeader.BYTES - 1L, RequestHeader.BYTES))
                .isInstanceOf(MalformedFrameException.class);
        assertThatThrownBy(() -> new WireWriter().bytes(Slice.of(new byte[11]), 10))
                .isInstanceOf(IllegalArgumentException.class);
        WireWriter full = new WireWriter();
        Slice block = Slice.of(new byte[Wire.MAX_FRAME_BYTES]);
        full.bytes(block, block.length());
        assertThatThrownBy(() -> full.u8(0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void neverShowsBytesOfASlice() {
        assertThat(new Request.Login(1, 1, Slice.of("1234".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                        .toString())
                .doesNotContain("1234")
                .contains("4 bytes");
    }

    private static List<Class<?>> messages() {
        return Stream.of(Request.class, Reply.class)
                .flatMap(side -> Arrays.<Class<?>>stream(side.getPermittedSubclasses()))
                .toList();
    }

    private static byte[] encode(Object message) {
        WireWriter out = new WireWriter();
        switch (message) {
            case Request request -> request.encode(out);
            case Reply reply -> reply.encode(out);
            default -> throw new AssertionError(message);
        }
        return out.copy();
    }

    private static Object decode(Object like, byte[] bytes, int length) throws MalformedFrameException {
        WireReader in = new WireReader(bytes, 0, length);
        return like instanceof Request request
                ? Request.decode(request.type(), in)
                : Reply.decode(((Reply) like).type(), in);
    }

    private Object fill(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        Class<?>[] types = new Class<?>[components.length];
        for (int i = 0; i < components.length; i++) {
            types[i] = components[i].getType();
            values[i] = value(components[i]);
        }
        Constructor<?> constructor = type.getDeclaredConstructor(types);
        return constructor.newInstance(values);
    }

    private Object value(RecordComponent component) throws ReflectiveOperationException {
        Class<?> type = component.getType();
        if (type == int.class) {
            return random.nextInt(256);
        }
        if (type == long.class) {
            return random.nextLong();
        }
        if (type == boolean.class) {
            return random.nextBoolean();
        }
        if (type == String.class) {
            return "ab€".repeat(random.nextInt(3));
        }
        if (type == long[].class) {
            return random.longs(random.nextInt(5)).toArray();
        }
        if (type == Slice.class) {
            byte[] bytes = new byte[component.getName().equals("applicationId") ? 16 : random.nextInt(20)];
            random.nextBytes(bytes);
            return Slice.of(bytes);
        }
        if (type == List.class) {
            Class<?> element = (Class<?>)
                    ((java.lang.reflect.ParameterizedType) component.getGenericType()).getActualTypeArguments()[0];
            List<Object> elements = new ArrayList<>();
            for (int i = random.nextInt(4); i > 0; i--) {
                elements.add(fill(element));
            }
            return elements;
        }
        return fill(type);
    }
}
