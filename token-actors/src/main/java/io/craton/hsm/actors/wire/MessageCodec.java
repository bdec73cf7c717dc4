package io.craton.hsm.actors.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;

/**
 * A message as bytes: the version, the class number, the components. Reading allocates in proportion to the bytes given, whatever
 * they say. For one thread.
 */
final class MessageCodec {
    static final byte VERSION = 1;
    private static final int INITIAL_BYTES = 4096;

    private final Kryo kryo;
    private final Output output = new Output(INITIAL_BYTES, WireLimits.MAX_MESSAGE_BYTES);
    private final Input input = new Input();

    MessageCodec(MessageRegistry registry, ActorReferences references) {
        kryo = registry.kryo(references);
    }

    /** @throws IllegalArgumentException if the message is over the limit or holds what is not registered: a defect of ours */
    byte[] encode(ClusterMessage message) {
        try {
            output.reset();
            output.writeByte(VERSION);
            kryo.writeClassAndObject(output, message);
            return output.toBytes();
        } catch (KryoException e) {
            throw new IllegalArgumentException(
                    "cannot be sent: " + message.getClass().getName() + ", " + firstLine(e), e);
        } finally {
            kryo.reset();
            if (output.getBuffer().length > INITIAL_BYTES) {
                output.setBuffer(new byte[INITIAL_BYTES], WireLimits.MAX_MESSAGE_BYTES);
            }
        }
    }

    ClusterMessage decode(byte[] bytes) throws MalformedMessageException {
        if (bytes.length < 2 || bytes.length > WireLimits.MAX_MESSAGE_BYTES) {
            throw new MalformedMessageException("message of " + bytes.length + " bytes", null);
        }
        if (bytes[0] != VERSION) {
            throw new MalformedMessageException(
                    "message of version " + bytes[0] + ", this node speaks " + VERSION, null);
        }
        input.setBuffer(bytes, 1, bytes.length - 1);
        try {
            return read();
        } catch (RuntimeException e) {
            throw new MalformedMessageException(
                    "message of " + bytes.length + " bytes is malformed: " + firstLine(e), e);
        } finally {
            kryo.reset();
            input.setBuffer(NOTHING);
        }
    }

    private static final byte[] NOTHING = {};

    private ClusterMessage read() {
        Registration registration = kryo.readClass(input);
        if (registration == null || !ClusterMessage.class.isAssignableFrom(registration.getType())) {
            throw new KryoException("not a message");
        }
        ClusterMessage message = (ClusterMessage) kryo.readObject(input, registration.getType());
        if (Bounded.remaining(input) != 0) {
            throw new KryoException(Bounded.remaining(input) + " bytes too many");
        }
        return message;
    }

    /** Kryo appends a trace of classes over several lines. */
    private static String firstLine(RuntimeException e) {
        String message = e.getMessage();
        return message == null
                ? e.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
