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
import java.util.function.Function;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.serialization.SerializerWithStringManifest;

/**
 * Persists events and snapshots: encoded by the codecs of cluster-core, then sealed under the cluster key, bound to their manifest. What
 * does not open is told by its manifest only.
 */
public final class SealedEventSerializer extends SerializerWithStringManifest {
    /** Registered for ever: it stands in every persisted record. */
    private static final int IDENTIFIER = 7301;

    private record Codec<T>(String manifest, Class<T> type, Function<T, byte[]> encode, Function<byte[], T> decode) {
        byte[] encodeAny(Object value) {
            return encode.apply(type.cast(value));
        }
    }

    /** Manifests are persisted and never change their meaning. */
    private static final List<Codec<?>> CODECS = List.of(
            new Codec<>("token.event", TokenEvent.class, TokenEventCodec::encode, TokenEventCodec::decode),
            new Codec<>("token.state", TokenState.class, TokenStateCodec::encode, TokenStateCodec::decode),
            new Codec<>("session.event", SessionEvent.class, SessionEventCodec::encode, SessionEventCodec::decode),
            new Codec<>("session.state", SessionState.class, SessionStateCodec::encode, SessionStateCodec::decode));

    private final Optional<Sealer> sealer;

    /** Called by Pekko, for every actor system; one without a {@link SealingSetup} can persist nothing. */
    public SealedEventSerializer(ExtendedActorSystem system) {
        this.sealer = system.settings().setup().get(SealingSetup.class).map(SealingSetup::sealer);
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
        return codecOf(value).manifest();
    }

    @Override
    public byte[] toBinary(Object value) {
        Codec<?> codec = codecOf(value);
        byte[] encoded = codec.encodeAny(value);
        try {
            return sealer().seal(encoded, context(codec.manifest())).toByteArray();
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
    }

    @Override
    public Object fromBinary(byte[] bytes, String manifest) {
        Codec<?> codec = CODECS.stream()
                .filter(known -> known.manifest().equals(manifest))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no codec for a persisted " + manifest));
        byte[] encoded = sealer().open(Octets.wrap(bytes), context(manifest))
                .orElseThrow(() -> new IllegalStateException(
                        "a persisted " + manifest + " does not open: another cluster key, or tampered with"));
        return codec.decode().apply(encoded);
    }

    private static Codec<?> codecOf(Object value) {
        return CODECS.stream()
                .filter(codec -> codec.type().isInstance(value))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        value.getClass().getName() + " is not something this product persists"));
    }

    private static byte[] context(String manifest) {
        return manifest.getBytes(StandardCharsets.UTF_8);
    }
}
