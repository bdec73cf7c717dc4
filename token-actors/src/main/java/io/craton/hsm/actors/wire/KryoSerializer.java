package io.craton.hsm.actors.wire;

import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.serialization.JSerializer;
import org.jspecify.annotations.Nullable;

/** Pekko's door to {@link MessageCodec}: every {@link ClusterMessage} and nothing else. Thread-safe; each thread has its own Kryo. */
public final class KryoSerializer extends JSerializer {
    /** Fixed for ever: it is in every envelope. */
    public static final int IDENTIFIER = 20_260_101;

    private final ThreadLocal<MessageCodec> codecs;

    /** Called by Pekko. */
    public KryoSerializer(ExtendedActorSystem system) {
        MessageRegistry registry =
                system.settings().setup().get(WireSetup.class).isPresent()
                        ? system.settings().setup().get(WireSetup.class).get().registry()
                        : MessageRegistry.standard();
        ActorReferences references = new ResolvedReferences(system);
        codecs = ThreadLocal.withInitial(() -> new MessageCodec(registry, references));
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public boolean includeManifest() {
        return false;
    }

    @Override
    public byte[] toBinary(Object message) {
        if (message instanceof ClusterMessage clusterMessage) {
            return codecs.get().encode(clusterMessage);
        }
        throw new IllegalArgumentException(message.getClass().getName() + " is no ClusterMessage");
    }

    @Override
    public Object fromBinaryJava(byte[] bytes, @Nullable Class<?> manifest) {
        try {
            return codecs.get().decode(bytes);
        } catch (MalformedMessageException e) {
            throw Sneaky.thrown(e);
        }
    }

    /** The base class's signature for Java lacks the exception that its contract asks for. */
    private static final class Sneaky {
        private Sneaky() {}

        @SuppressWarnings("unchecked")
        static <E extends Throwable> RuntimeException thrown(Throwable problem) throws E {
            throw (E) problem;
        }
    }

    /** The resolver is found at first use: while the system is being made there is none. */
    private static final class ResolvedReferences implements ActorReferences {
        private final ActorSystem system;

        ResolvedReferences(ActorSystem system) {
            this.system = system;
        }

        @Override
        public String pathOf(ActorRef<?> reference) {
            return resolver().toSerializationFormat(reference);
        }

        @Override
        public ActorRef<?> at(String path) {
            return resolver().resolveActorRef(path);
        }

        private ActorRefResolver resolver() {
            return ActorRefResolver.get(Adapter.toTyped(system));
        }
    }
}
