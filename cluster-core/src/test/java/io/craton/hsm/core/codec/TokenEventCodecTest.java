package io.craton.hsm.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.craton.hsm.core.Golden;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.codec.proto.ApplicationAttachedProto;
import io.craton.hsm.core.codec.proto.LoggedOutProto;
import io.craton.hsm.core.codec.proto.PinTryCountedProto;
import io.craton.hsm.core.codec.proto.RoleProto;
import io.craton.hsm.core.codec.proto.TokenEventProto;
import io.craton.hsm.core.codec.proto.TokenObjectDestroyedProto;
import io.craton.hsm.core.codec.proto.TokenSessionClosedProto;
import io.craton.hsm.core.token.StoredObject;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenLimits;
import io.craton.hsm.core.token.TokenWalk;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class TokenEventCodecTest {
    @Test
    void writesTheBytesItHasAlwaysWritten() {
        String lines = Samples.TOKEN_EVENTS.stream()
                .map(event -> event.getClass().getSimpleName() + " "
                        + HexFormat.of().formatHex(TokenEventCodec.encode(event)) + "\n")
                .collect(Collectors.joining());
        Golden.verify(Path.of("src/test/resources/io/craton/hsm/core/codec/token-events-v1.hex"), lines);
    }

    @Test
    void hasASampleOfEveryKindOfEvent() {
        assertThat(Samples.TOKEN_EVENTS.stream().<Class<?>>map(Object::getClass))
                .containsAll(List.of(TokenEvent.class.getPermittedSubclasses()));
    }

    @Test
    void readsBackWhatItWrote() {
        assertThat(Samples.TOKEN_EVENTS)
                .allSatisfy(event -> assertThat(TokenEventCodec.decode(TokenEventCodec.encode(event)))
                        .isEqualTo(event));
    }

    @Test
    void readsBackEveryEventOfRandomLives() {
        for (long seed = 0; seed < 30; seed++) {
            for (TokenEvent event : TokenWalk.eventsOf(TokenWalk.of(seed, 200))) {
                assertThat(TokenEventCodec.decode(TokenEventCodec.encode(event)))
                        .as("seed %d", seed)
                        .isEqualTo(event);
            }
        }
    }

    @Test
    void refusesVersionsItDoesNotKnow() {
        for (int version : new int[] {0, 2, -1}) {
            assertCorrupt(event().setVersion(version).setLoggedOut(loggedOut()));
        }
        assertThatExceptionOfType(CorruptRecordException.class).isThrownBy(() -> TokenEventCodec.decode(new byte[0]));
    }

    @Test
    void refusesEventsAndFieldsItDoesNotKnow() {
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        assertCorrupt(event());
        assertCorrupt(event().setUnknownFields(unknown));
        assertCorrupt(event().setLoggedOut(loggedOut()).setUnknownFields(unknown));
        assertCorrupt(event().setLoggedOut(loggedOut().setUnknownFields(unknown)));
        assertCorrupt(event().setLoggedOut(loggedOut()
                .setCause(SharedRecords.write(Samples.CAUSE).toBuilder().setUnknownFields(unknown))));
    }

    @Test
    void refusesFieldsThatAreAbsentOrOutOfBounds() {
        assertCorrupt(event().setLoggedOut(LoggedOutProto.getDefaultInstance()));
        assertCorrupt(
                event().setPinTryCounted(PinTryCountedProto.newBuilder().setCause(SharedRecords.write(Samples.CAUSE))));
        assertCorrupt(event().setPinTryCounted(PinTryCountedProto.newBuilder()
                .setCause(SharedRecords.write(Samples.CAUSE))
                .setRoleValue(3)));
        assertCorrupt(event().setSessionClosed(TokenSessionClosedProto.newBuilder()
                .setCause(SharedRecords.write(Samples.CAUSE))
                .setSession(7)));
        assertCorrupt(event().setObjectDestroyed(
                        TokenObjectDestroyedProto.newBuilder().setCause(SharedRecords.write(Samples.CAUSE))));
        assertCorrupt(event().setApplicationAttached(ApplicationAttachedProto.newBuilder()
                .setApplication(ByteString.copyFrom(new byte[15]))
                .setNode("a")));
        assertCorrupt(event().setApplicationAttached(ApplicationAttachedProto.newBuilder()
                .setApplication(SharedRecords.write(Samples.APPLICATION))
                .setNode("a".repeat(256))));
        assertThat(RoleProto.forNumber(3)).isNull();
    }

    @Test
    void writesTheLargestObjectAndRefusesOneByteMore() {
        TokenEvent largest = changed(RecordLimits.MAX_ATTRIBUTES_BYTES, RecordLimits.MAX_MATERIAL_BYTES);
        assertThat(TokenEventCodec.decode(TokenEventCodec.encode(largest))).isEqualTo(largest);
        assertUnwritable(changed(RecordLimits.MAX_ATTRIBUTES_BYTES + 1, 1));
        assertUnwritable(changed(0, RecordLimits.MAX_MATERIAL_BYTES + 1));
        assertUnwritable(changed(0, 0));
    }

    @Test
    void writesAsManyObjectsAsOneRequestMakesAndRefusesOneMore() {
        TokenEvent most = created(TokenLimits.MAX_OBJECTS_AT_ONCE);
        assertThat(TokenEventCodec.decode(TokenEventCodec.encode(most))).isEqualTo(most);
        assertUnwritable(created(TokenLimits.MAX_OBJECTS_AT_ONCE + 1));
    }

    @Test
    void damageIsRefusedOrReadButNeverAnotherFailure() {
        for (TokenEvent event : Samples.TOKEN_EVENTS) {
            Samples.damage(TokenEventCodec.encode(event), 2_000, bad -> {
                TokenEvent read = TokenEventCodec.decode(bad);
                assertThat(TokenEventCodec.decode(TokenEventCodec.encode(read))).isEqualTo(read);
            });
        }
    }

    private static TokenEventProto.Builder event() {
        return TokenEventProto.newBuilder().setVersion(TokenEventCodec.VERSION);
    }

    private static LoggedOutProto.Builder loggedOut() {
        return LoggedOutProto.newBuilder().setCause(SharedRecords.write(Samples.CAUSE));
    }

    private static TokenEvent changed(int attributes, int material) {
        return new TokenEvent.ObjectChanged(
                Samples.CAUSE,
                new StoredObject(
                        Samples.OBJECT.handle(),
                        Samples.OBJECT.uid(),
                        true,
                        Octets.wrap(new byte[attributes]),
                        Optional.of(Octets.wrap(new byte[material]))));
    }

    private static TokenEvent created(int count) {
        return new TokenEvent.ObjectsCreated(Samples.CAUSE, Collections.nCopies(count, Samples.OBJECT));
    }

    private static void assertUnwritable(TokenEvent event) {
        assertThatIllegalArgumentException().isThrownBy(() -> TokenEventCodec.encode(event));
    }

    private static void assertCorrupt(TokenEventProto.Builder event) {
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> TokenEventCodec.decode(event.build().toByteArray()));
    }
}
