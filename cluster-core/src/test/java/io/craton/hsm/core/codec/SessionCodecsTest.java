package io.craton.hsm.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.UnknownFieldSet;
import io.craton.hsm.core.Golden;
import io.craton.hsm.core.codec.proto.PrivateObjectsDestroyedProto;
import io.craton.hsm.core.codec.proto.SessionEndedProto;
import io.craton.hsm.core.codec.proto.SessionEventProto;
import io.craton.hsm.core.codec.proto.SessionObjectsCreatedProto;
import io.craton.hsm.core.codec.proto.SessionStateProto;
import io.craton.hsm.core.codec.proto.SessionTakenOverProto;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.session.SessionEvent;
import io.craton.hsm.core.session.SessionState;
import io.craton.hsm.core.session.SessionWalk;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class SessionCodecsTest {
    private static final UnknownFieldSet UNKNOWN = UnknownFieldSet.newBuilder()
            .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
            .build();

    @Test
    void writeTheBytesTheyHaveAlwaysWritten() {
        String events = Samples.SESSION_EVENTS.stream()
                .map(event -> event.getClass().getSimpleName() + " "
                        + HexFormat.of().formatHex(SessionEventCodec.encode(event)) + "\n")
                .collect(Collectors.joining());
        String state = HexFormat.of().formatHex(SessionStateCodec.encode(Samples.SESSION_STATE));
        Golden.verify(Path.of("src/test/resources/io/craton/hsm/core/codec/session-events-v1.hex"), events);
        Golden.verify(Path.of("src/test/resources/io/craton/hsm/core/codec/session-state-v1.hex"), state + "\n");
    }

    @Test
    void haveASampleOfEveryKindOfEvent() {
        assertThat(Samples.SESSION_EVENTS.stream().<Class<?>>map(Object::getClass))
                .containsAll(List.of(SessionEvent.class.getPermittedSubclasses()));
    }

    @Test
    void readBackTheEventsAndStatesOfRandomLives() {
        for (long seed = 0; seed < 30; seed++) {
            SessionWalk walk = SessionWalk.of(seed, 300);
            for (SessionEvent event : walk.events()) {
                assertThat(SessionEventCodec.decode(SessionEventCodec.encode(event)))
                        .as("seed %d", seed)
                        .isEqualTo(event);
            }
            for (int i = 0; i < walk.states().size(); i += 10) {
                SessionState state = walk.states().get(i);
                assertThat(SessionStateCodec.decode(SessionStateCodec.encode(state)))
                        .as("seed %d", seed)
                        .isEqualTo(state);
            }
        }
    }

    @Test
    void refuseVersionsKindsAndFieldsTheyDoNotKnow() {
        for (int version : new int[] {0, 2, -1}) {
            assertCorrupt(SessionEventProto.newBuilder()
                    .setVersion(version)
                    .setEnded(SessionEndedProto.getDefaultInstance()));
            assertCorrupt(state().setVersion(version));
        }
        assertCorrupt(event());
        assertCorrupt(event().setEnded(SessionEndedProto.newBuilder().setUnknownFields(UNKNOWN)));
        assertCorrupt(event().setPrivateObjectsDestroyed(
                        PrivateObjectsDestroyedProto.newBuilder().setUnknownFields(UNKNOWN)));
        assertCorrupt(event().setEnded(SessionEndedProto.getDefaultInstance()).setUnknownFields(UNKNOWN));
        assertCorrupt(state().setUnknownFields(UNKNOWN));
    }

    @Test
    void refuseFieldsOutOfBounds() {
        assertCorrupt(event().setTakenOver(SessionTakenOverProto.getDefaultInstance()));
        assertCorrupt(event().setObjectsCreated(SessionObjectsCreatedProto.getDefaultInstance()));
        assertCorrupt(state().setHandle(0));
        assertCorrupt(state().setHost(""));
        assertCorrupt(state().setObjectCounter(-1));
        assertCorrupt(state().addResults(SharedRecords.write(1, io.craton.hsm.core.token.Result.NOTHING)));
    }

    @Test
    void refuseObjectsOfAnotherSession() {
        assertCorrupt(state().setHandle(SessionHandle.of(Samples.SLOT, 8).value()));
        assertCorrupt(state().addObjects(SharedRecords.write(Samples.OBJECT)));
    }

    @Test
    void damageIsRefusedOrReadButNeverAnotherFailure() {
        for (SessionEvent event : Samples.SESSION_EVENTS) {
            Samples.damage(SessionEventCodec.encode(event), 2_000, bad -> {
                SessionEvent read = SessionEventCodec.decode(bad);
                assertThat(SessionEventCodec.decode(SessionEventCodec.encode(read)))
                        .isEqualTo(read);
            });
        }
        Samples.damage(SessionStateCodec.encode(Samples.SESSION_STATE), 10_000, bad -> {
            SessionState read = SessionStateCodec.decode(bad);
            assertThat(SessionStateCodec.decode(SessionStateCodec.encode(read))).isEqualTo(read);
        });
    }

    private static SessionEventProto.Builder event() {
        return SessionEventProto.newBuilder().setVersion(SessionEventCodec.VERSION);
    }

    private static SessionStateProto.Builder state() {
        return SessionStateProto.newBuilder()
                .setVersion(SessionStateCodec.VERSION)
                .setHandle(Samples.SESSION.value())
                .addObjects(SharedRecords.write(Samples.SESSION_OBJECT))
                .setObjectCounter(3)
                .addResults(SharedRecords.write(1, io.craton.hsm.core.token.Result.NOTHING));
    }

    private static void assertCorrupt(SessionEventProto.Builder event) {
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> SessionEventCodec.decode(event.build().toByteArray()));
    }

    private static void assertCorrupt(SessionStateProto.Builder state) {
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> SessionStateCodec.decode(state.build().toByteArray()));
    }
}
