package io.craton.hsm.actors.wire;

import io.craton.hsm.actors.shard.Askable;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.object.Attributes;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** Messages of the tests' own. */
public final class TestMessages {
    private TestMessages() {}

    public record Ping(String text, ActorRef<Pong> replyTo) implements ClusterMessage, Askable {}

    public record Pong(String node, String text) implements ClusterMessage {}

    /** One component of every form. */
    public record Everything(
            int number,
            long big,
            boolean flag,
            byte small,
            String text,
            byte[] raw,
            Octets octets,
            Attributes attributes,
            RequestId request,
            List<ObjectHandle> handles,
            Optional<String> maybe,
            @Nullable String nullable,
            Outcome<List<ObjectHandle>> outcome,
            Shape shape,
            ActorRef<Pong> reference)
            implements ClusterMessage {}

    public sealed interface Shape {
        record Dot(int x) implements Shape {}

        record Line(List<Shape> dots) implements Shape {}
    }

    /** Registered, and no message. */
    public static MessageRegistry registry() {
        return MessageRegistry.standard()
                .plus(
                        new MessageRegistry.Entry(9000, Ping.class),
                        new MessageRegistry.Entry(9001, Pong.class),
                        new MessageRegistry.Entry(9002, Everything.class),
                        new MessageRegistry.Entry(9003, Shape.Dot.class),
                        new MessageRegistry.Entry(9004, Shape.Line.class));
    }
}
