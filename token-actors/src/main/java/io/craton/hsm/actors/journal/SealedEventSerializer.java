package io.craton.hsm.actors.journal;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.codec.SessionEventCodec;
import io.craton.hsm.core.codec.SessionStateCodec;
import io.craton.hsm.core.codec.TokenEventCodec;
import io.craton.hsm.core.codec.TokenStateCodec;
import io.craton.hsm.core.session.SessionEvent;
import io.craton.hsm.core.session.SessionState;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenState;
import io.craton.hsm.crypto.seal.Sealer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Persists events and snapshots: encoded, then sealed under the cluster key, bound to their manifest. What
 * does not open is told by its manifest only.
 */
public final class SealedEventSerializer extends SerializerWithStringManifest {
    /** Registered for ever: it stands in every persisted record. */
    private static final int IDENTIFIER = 7301;

    private static final List<PersistedType<?>> STANDARD = List.of(
            new PersistedType<>("token.event", TokenEvent.class, TokenEventCodec::encode, TokenEventCodec::decode),
            new PersistedType<>("token.state", TokenState.class, TokenStateCodec::encode, TokenStateCodec::decode),
            new PersistedType<>(
                    "session.event", SessionEvent.class, SessionEventCodec::encode, SessionEventCodec::decode),
            new PersistedType<>(
                    "session.state", SessionState.class, SessionStateCodec::encode, SessionStateCodec::decode));

    private final Optional<Sealer> sealer;
    private final List<PersistedType<?>> types;

    /** Called by Pekko, for every actor system; one without a {@link SealingSetup} can persist nothing. */
    public SealedEventSerializer(ExtendedActorSystem system) {
        Optional<SealingSetup> setup = system.settings().setup().get(SealingSetup.class);
        this.sealer = setup.map(SealingSetup::sealer);
        this.types = Stream.concat(STANDARD.stream(), setup.map(SealingSetup::more).orElse(List.of()).stream())
                .toList();
    }

    private Sealer sealer() {
        return sealer.orElseThrow(
                () -> new IllegalStateException("the actor system was started without a SealingSetup"));
    }

    @Override
    public int identifier() {
        return IDENTIFIER;
    }

    @Override
    public String manifest(Object value) {
        return typeOf(value).manifest();
    }

    @Override
    public byte[] toBinary(Object value) {
        PersistedType<?> type = typeOf(value);
        byte[] encoded = type.encodeAny(value);
        try {
            return sealer().seal(encoded, context(type.manifest())).toByteArray();
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        PersistedType<?> type = types.stream()
                .filter(known -> known.manifest().equals(manifest))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no codec for a persisted " + manifest));
        byte[] encoded = sealer().open(Octets.wrap(bytes), context(manifest))
                .orElseThrow(() -> new IllegalStateException(
                        "a persisted " + manifest + " does not open: another cluster key, or tampered with"));
        return type.decode().apply(encoded);
    }

    private PersistedType<?> typeOf(Object value) {
        return types.stream()
                .filter(known -> known.type().isInstance(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        value.getClass().getName() + " is not something this product persists"));
    }

    private static byte[] context(String manifest) {
        return manifest.getBytes(StandardCharsets.UTF_8);
    }
}
