package io.craton.hsm.auth.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.state.proto.AttemptCountedProto;
import io.craton.hsm.auth.state.proto.OperatorIdProto;
import io.craton.hsm.auth.state.proto.SessionSeenProto;
import io.craton.hsm.auth.state.proto.SignInEventProto;
import io.craton.hsm.auth.state.proto.SignInStateProto;
import io.craton.hsm.core.codec.CorruptRecordException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SignInCodecsTest {
    private static final Path GOLDEN = Path.of("src/test/resources/io/craton/hsm/auth/state");

    @Test
    void writeTheBytesTheyHaveAlwaysWritten() throws IOException {
        String events = SignInSamples.EVENTS.stream()
                .map(event -> event.getClass().getSimpleName() + " "
                        + HexFormat.of().formatHex(SignInEventCodec.encode(event)) + "\n")
                .collect(Collectors.joining());
        String state = HexFormat.of().formatHex(SignInStateCodec.encode(SignInSamples.STATE)) + "\n";
        if (Boolean.getBoolean("craton.golden.update")) {
            Files.writeString(GOLDEN.resolve("signin-events-v1.hex"), events);
            Files.writeString(GOLDEN.resolve("signin-state-v1.hex"), state);
        }
        assertThat(events).isEqualTo(Files.readString(GOLDEN.resolve("signin-events-v1.hex")));
        assertThat(state).isEqualTo(Files.readString(GOLDEN.resolve("signin-state-v1.hex")));
    }

    @Test
    void readBackWhatTheyWroteOfEveryKind() {
        assertThat(SignInSamples.EVENTS.stream().<Class<?>>map(Object::getClass))
                .containsAll(Arrays.asList(SignInEvent.class.getPermittedSubclasses()).stream()
                        .filter(Class::isRecord)
                        .toList());
        assertThat(SignInSamples.EVENTS)
                .allSatisfy(event -> assertThat(SignInEventCodec.decode(SignInEventCodec.encode(event)))
                        .isEqualTo(event));
        assertThat(SignInStateCodec.decode(SignInStateCodec.encode(SignInSamples.STATE)))
                .isEqualTo(SignInSamples.STATE);
        assertThat(SignInStateCodec.decode(SignInStateCodec.encode(SignInState.BLANK)))
                .isEqualTo(SignInState.BLANK);
    }

    @Test
    void refuseVersionsFieldsAndKindsTheyDoNotKnow() {
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        SessionSeenProto seen = SessionSeenProto.newBuilder()
                .setSession(ByteString.copyFrom(new byte[32]))
                .setAt(1)
                .build();
        assertThat(SignInEventCodec.decode(event().setSessionSeen(seen).build().toByteArray()))
                .isInstanceOf(SignInEvent.SessionSeen.class);
        for (int version : new int[] {0, 2, -1}) {
            assertCorrupt(event().setSessionSeen(seen).setVersion(version));
            assertThatExceptionOfType(CorruptRecordException.class)
                    .isThrownBy(() -> SignInStateCodec.decode(SignInStateProto.newBuilder()
                            .setVersion(version)
                            .build()
                            .toByteArray()));
        }
        assertCorrupt(event());
        assertCorrupt(event().setSessionSeen(seen).setUnknownFields(unknown));
        assertCorrupt(event().setSessionSeen(seen.toBuilder().setUnknownFields(unknown)));
        assertCorrupt(event().setSessionSeen(seen.toBuilder().setAt(-1)));
        assertCorrupt(event().setSessionSeen(seen.toBuilder().setSession(ByteString.copyFrom(new byte[31]))));
        assertCorrupt(event().setNameUnlocked(OperatorIdProto.newBuilder().setProvider("LDAP")));
        assertCorrupt(event().setAttemptCounted(AttemptCountedProto.newBuilder().setAt(1)));
    }

    @Test
    void refuseAWeakVerifier() {
        PasswordVerifier weak = new PasswordVerifier(
                SignInSamples.VERIFIER.salt(), PasswordVerifier.ITERATIONS - 1, SignInSamples.VERIFIER.hash());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> SignInEventCodec.encode(new SignInEvent.BreakGlassCreated(SignInSamples.T0, weak)));
    }

    @Test
    void damageIsRefusedOrReadButNeverAnotherFailure() {
        Random random = new Random(20_261_121);
        for (SignInEvent event : SignInSamples.EVENTS) {
            byte[] good = SignInEventCodec.encode(event);
            for (int i = 0; i < 1_000; i++) {
                byte[] bad = damaged(good, random);
                read(() -> SignInEventCodec.encode(SignInEventCodec.decode(bad)));
            }
        }
        byte[] good = SignInStateCodec.encode(SignInSamples.STATE);
        for (int i = 0; i < 10_000; i++) {
            byte[] bad = damaged(good, random);
            read(() -> SignInStateCodec.encode(SignInStateCodec.decode(bad)));
        }
    }

    @Test
    void hasRoomForTheLargestStateTheLimitsAllow() {
        String longName = "n".repeat(OperatorId.MAX_NAME_BYTES - 8);
        SignInState state = SignInState.BLANK;
        for (int i = 0; i < SignInLimits.MAX_REMEMBERED; i++) {
            state = SignInMachine.evolve(
                    state,
                    new SignInEvent.AttemptCounted(
                            i, Optional.of(new OperatorId("ldap", longName + i)), "source-" + i));
        }
        assertThat(SignInStateCodec.decode(SignInStateCodec.encode(state))).isEqualTo(state);
        SignInState one = SignInMachine.evolve(
                state, new SignInEvent.AttemptCounted(10_000, Optional.of(SignInSamples.ALICE), "another"));
        assertThat(one.names()).hasSize(SignInLimits.MAX_REMEMBERED).containsKey(SignInSamples.ALICE);
        assertThat(one.names()).doesNotContainKey(new OperatorId("ldap", longName + 0));
        assertThat(one.sources()).hasSize(SignInLimits.MAX_REMEMBERED).doesNotContainKey("source-0");
    }

    private static byte[] damaged(byte[] good, Random random) {
        byte[] bad = good.clone();
        bad[random.nextInt(bad.length)] = (byte) random.nextInt();
        return bad;
    }

    private static void read(Runnable reading) {
        try {
            reading.run();
        } catch (CorruptRecordException e) {
            assertThat(e.getMessage()).isNotBlank();
        }
    }

    private static SignInEventProto.Builder event() {
        return SignInEventProto.newBuilder().setVersion(SignInEventCodec.VERSION);
    }

    private static void assertCorrupt(SignInEventProto.Builder event) {
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> SignInEventCodec.decode(event.build().toByteArray()));
    }
}
