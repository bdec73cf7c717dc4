package io.craton.hsm.actors.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.session.SessionEvent;
import io.craton.hsm.core.session.SessionMachine;
import io.craton.hsm.core.session.SessionState;
import io.craton.hsm.core.token.StoredObject;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenMachine;
import io.craton.hsm.core.token.TokenState;
import io.craton.hsm.core.token.WrappedSecret;
import io.craton.hsm.crypto.seal.ClusterKey;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.SerializationExtension;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SealedEventSerializerTest {
    private static final String LABEL = "a label nobody may read";
    private static final byte[] UID = "uid-of-an-object".getBytes(StandardCharsets.US_ASCII);
    private static final TokenEvent.Cause CAUSE =
            new TokenEvent.Cause(new RequestId(new ApplicationId(Octets.wrap(new byte[16])), 7), 3);
    private static final TokenEvent INITIALIZED = new TokenEvent.TokenInitialized(
            CAUSE, LABEL, "0123456789abcdef", new WrappedSecret(Octets.wrap(new byte[32]), 600_000, Octets.wrap(UID)));

    private final List<ActorSystem> systems = new ArrayList<>();
    private final SerializerWithStringManifest serializer = serializer((byte) 1);

    @AfterEach
    void stop() {
        systems.forEach(ActorSystem::terminate);
    }

    @Test
    void givesBackWhatItWasGivenOfEveryKind() {
        TokenState token = TokenMachine.evolve(TokenState.blank(new SlotId(3)), INITIALIZED);
        SessionHandle handle = SessionHandle.of(new SlotId(3), 9);
        SessionEvent created = new SessionEvent.ObjectsCreated(4, List.of(object(handle)));
        SessionState session = SessionMachine.evolve(SessionState.fresh(handle), created);
        for (Object value : List.of(INITIALIZED, token, created, session)) {
            byte[] bytes = serializer.toBinary(value);
            assertThat(open(serializer, bytes, serializer.manifest(value))).isEqualTo(value);
        }
    }

    @Test
    void writesNothingReadableAndNeverTheSameTwice() {
        byte[] bytes = serializer.toBinary(INITIALIZED);
        String written = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(written)
                .doesNotContain(LABEL)
                .doesNotContain("0123456789abcdef")
                .doesNotContain("uid-of-an-object");
        assertThat(serializer.toBinary(INITIALIZED)).isNotEqualTo(bytes);
    }

    @Test
    void refusesWhatWasTamperedWithAnywhere() {
        byte[] bytes = serializer.toBinary(INITIALIZED);
        for (int i = 0; i < bytes.length; i++) {
            byte[] altered = bytes.clone();
            altered[i] ^= 1;
            assertRefused(altered);
        }
        for (int length = 0; length < bytes.length; length++) {
            assertRefused(Arrays.copyOf(bytes, length));
        }
        assertRefused(Arrays.copyOf(bytes, bytes.length + 1));
    }

    private void assertRefused(byte[] bytes) {
        assertThatThrownBy(() -> serializer.fromBinary(bytes, "token.event"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("token.event does not open")
                .hasMessageNotContaining(LABEL);
    }

    @Test
    void refusesARecordUnderAnotherManifest() {
        byte[] bytes = serializer.toBinary(INITIALIZED);
        assertThatThrownBy(() -> serializer.fromBinary(bytes, "session.event"))
                .isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> serializer.fromBinary(bytes, "token.rumour"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesTheRecordsOfAnotherCluster() {
        byte[] bytes = serializer((byte) 2).toBinary(INITIALIZED);
        assertRefused(bytes);
        assertThat(open(serializer((byte) 1), serializer.toBinary(INITIALIZED), "token.event"))
                .as("the same key on another node opens it")
                .isEqualTo(INITIALIZED);
    }

    @Test
    void refusesToPersistAnythingElse() {
        assertThatThrownBy(() -> serializer.toBinary("text")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keepsItsNumberAndManifestsForEver() {
        assertThat(serializer.identifier()).isEqualTo(7301);
        assertThat(serializer.manifest(INITIALIZED)).isEqualTo("token.event");
        assertThat(serializer.manifest(TokenState.blank(new SlotId(0)))).isEqualTo("token.state");
        assertThat(serializer.manifest(new SessionEvent.Ended())).isEqualTo("session.event");
        assertThat(serializer.manifest(SessionState.fresh(SessionHandle.of(new SlotId(0), 1))))
                .isEqualTo("session.state");
    }

    private static Object open(SerializerWithStringManifest serializer, byte[] bytes, String manifest) {
        try {
            return serializer.fromBinary(bytes, manifest);
        } catch (NotSerializableException e) {
            throw new AssertionError(e);
        }
    }

    private static StoredObject object(SessionHandle session) {
        return new StoredObject(
                ObjectHandle.ofSession(session, 1),
                Octets.wrap(UID),
                true,
                Octets.wrap(UID),
                Optional.of(Octets.wrap(UID)));
    }

    private SerializerWithStringManifest serializer(byte keyByte) {
        byte[] key = new byte[ClusterKey.BYTES];
        Arrays.fill(key, keyByte);
        ActorSystem system = ActorSystem.create(
                "sealing",
                ActorSystemSetup.create(
                        BootstrapSetup.create(com.typesafe.config.ConfigFactory.defaultReference()),
                        new SealingSetup(ClusterKey.of(key))));
        systems.add(system);
        Serialization serialization = SerializationExtension.get(system);
        return (SerializerWithStringManifest) serialization.findSerializerFor(INITIALIZED);
    }
}
