package io.craton.hsm.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import io.craton.hsm.core.Golden;
import io.craton.hsm.core.codec.proto.ResultProto;
import io.craton.hsm.core.codec.proto.TokenStateProto;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.token.TokenState;
import io.craton.hsm.core.token.TokenWalk;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class TokenStateCodecTest {
    @Test
    void writesTheBytesItHasAlwaysWritten() {
        String hex = HexFormat.of().formatHex(TokenStateCodec.encode(Samples.TOKEN_STATE));
        Golden.verify(Path.of("src/test/resources/io/craton/hsm/core/codec/token-state-v1.hex"), hex + "\n");
    }

    @Test
    void readsBackWhatItWrote() {
        TokenState blank = TokenState.blank(new SlotId(255));
        assertThat(TokenStateCodec.decode(TokenStateCodec.encode(Samples.TOKEN_STATE)))
                .isEqualTo(Samples.TOKEN_STATE);
        assertThat(TokenStateCodec.decode(TokenStateCodec.encode(blank))).isEqualTo(blank);
    }

    @Test
    void readsBackTheStatesOfRandomLives() {
        for (long seed = 0; seed < 30; seed++) {
            List<TokenWalk.Step> steps = TokenWalk.of(seed, 300);
            for (int i = 0; i < steps.size(); i += 10) {
                TokenState state = steps.get(i).after();
                assertThat(TokenStateCodec.decode(TokenStateCodec.encode(state)))
                        .as("seed %d", seed)
                        .isEqualTo(state);
            }
        }
    }

    @Test
    void refusesVersionsAndFieldsItDoesNotKnow() {
        for (int version : new int[] {0, 2, -1}) {
            assertCorrupt(proto -> proto.setVersion(version));
        }
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        assertCorrupt(proto -> proto.setUnknownFields(unknown));
        assertCorrupt(proto -> proto.getIdentityBuilder().setUnknownFields(unknown));
        assertCorrupt(proto -> proto.getIdentityBuilder().getUserPinBuilder().setUnknownFields(unknown));
        assertCorrupt(proto -> proto.getObjectsBuilder(0).setUnknownFields(unknown));
        assertCorrupt(proto -> proto.getApplicationsBuilder(0).setUnknownFields(unknown));
        assertCorrupt(
                proto -> proto.getApplicationsBuilder(0).getSessionsBuilder(0).setUnknownFields(unknown));
        assertCorrupt(
                proto -> proto.getApplicationsBuilder(0).getResultsBuilder(0).setUnknownFields(unknown));
    }

    @Test
    void refusesFieldsOutOfBounds() {
        assertCorrupt(proto -> proto.setSlot(256));
        assertCorrupt(proto -> proto.setStamp(0));
        assertCorrupt(proto -> proto.setStamp(-1));
        assertCorrupt(proto -> proto.getIdentityBuilder().setLabel("x".repeat(33)));
        assertCorrupt(proto -> proto.getIdentityBuilder().setSerial(""));
        assertCorrupt(proto -> proto.getIdentityBuilder().getUserPinBuilder().setTries(11));
        assertCorrupt(proto ->
                proto.getIdentityBuilder().getSoPinBuilder().getWrappedBuilder().setIterations(0));
        assertCorrupt(proto -> proto.getApplicationsBuilder(0).setLoginValue(9));
        assertCorrupt(proto -> proto.getObjectsBuilder(0).setUid(ByteString.copyFrom(new byte[15])));
    }

    @Test
    void refusesDuplicatesAndDisorder() {
        assertCorrupt(proto -> proto.addObjects(proto.getObjects(1)));
        assertCorrupt(proto -> proto.addObjects(proto.getObjects(0)));
        assertCorrupt(proto -> proto.addApplications(proto.getApplications(0)));
        assertCorrupt(proto -> proto.getApplicationsBuilder(0).addNodes("node2"));
        assertCorrupt(proto -> proto.getApplicationsBuilder(0)
                .addSessions(proto.getApplications(0).getSessions(0)));
        assertCorrupt(proto -> proto.getApplicationsBuilder(0)
                .addResults(proto.getApplications(0).getResults(0)));
    }

    @Test
    void refusesResultsItDoesNotKnow() {
        assertCorrupt(proto -> lastResult(proto).clearResult());
        assertCorrupt(proto -> lastResult(proto).setNothing(false));
        assertCorrupt(proto -> lastResult(proto).setTryCounted(false));
        assertCorrupt(proto -> lastResult(proto).setFailed(0));
        assertCorrupt(proto -> lastResult(proto).setFailed(45));
        assertCorrupt(proto -> lastResult(proto).setSequence(0));
    }

    @Test
    void refusesPartsThatContradictEachOther() {
        assertCorrupt(TokenStateProto.Builder::clearLoginKey);
        assertCorrupt(proto -> proto.getApplicationsBuilder(0).clearLogin());
        assertCorrupt(proto -> proto.setSlot(4));
        assertCorrupt(proto -> proto.setSessionCounter(6));
        assertCorrupt(proto -> proto.setObjectCounter(5));
        assertCorrupt(proto -> proto.getObjectsBuilder(1)
                .setHandle(Samples.SESSION_OBJECT.handle().value()));
    }

    @Test
    void damageIsRefusedOrReadButNeverAnotherFailure() {
        Samples.damage(TokenStateCodec.encode(Samples.TOKEN_STATE), 20_000, bad -> {
            TokenState read = TokenStateCodec.decode(bad);
            assertThat(TokenStateCodec.decode(TokenStateCodec.encode(read))).isEqualTo(read);
        });
    }

    private static ResultProto.Builder lastResult(TokenStateProto.Builder proto) {
        return proto.getApplicationsBuilder(0).getResultsBuilder(4);
    }

    private static void assertCorrupt(Consumer<TokenStateProto.Builder> change) {
        try {
            TokenStateProto.Builder proto =
                    TokenStateProto.parseFrom(TokenStateCodec.encode(Samples.TOKEN_STATE)).toBuilder();
            change.accept(proto);
            byte[] bytes = proto.build().toByteArray();
            assertThatExceptionOfType(CorruptRecordException.class).isThrownBy(() -> TokenStateCodec.decode(bytes));
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }
}
