package io.craton.hsm.core.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.craton.hsm.core.Golden;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.codec.proto.AttributeProto;
import io.craton.hsm.core.codec.proto.AttributeSetProto;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.ObjectLimits;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

final class AttributesCodecTest {
    private static final Attributes FIXED = Attributes.builder()
            .put(ObjectClass.PRIVATE_KEY)
            .put(KeyType.EC)
            .put(AttributeType.TOKEN, true)
            .put(AttributeType.PRIVATE, false)
            .put(AttributeType.LABEL, Octets.ofHex("6c6162656c"))
            .put(AttributeType.ID, Octets.EMPTY)
            .put(AttributeType.MODULUS_BITS, 2048)
            .put(AttributeType.VALUE_LEN, -1L)
            .put(AttributeType.KEY_GEN_MECHANISM, AttributeValue.of(Mechanism.EC_KEY_PAIR_GEN))
            .build();

    @Test
    void writesTheBytesItHasAlwaysWritten() {
        String hex = HexFormat.of().formatHex(AttributesCodec.encode(FIXED));
        Golden.verify(Path.of("src/test/resources/io/craton/hsm/core/codec/attributes-v1.hex"), hex + "\n");
    }

    @Test
    void readsBackWhatItWrote() {
        assertThat(AttributesCodec.decode(AttributesCodec.encode(FIXED))).isEqualTo(FIXED);
        assertThat(AttributesCodec.decode(AttributesCodec.encode(Attributes.NONE)))
                .isEqualTo(Attributes.NONE);
    }

    @Test
    void readsBackEveryTypeOfEveryKind() {
        for (AttributeType type : AttributeType.values()) {
            Attributes one = Attributes.builder().put(type, sample(type)).build();
            assertThat(AttributesCodec.fromProto(AttributesCodec.toProto(one))).isEqualTo(one);
        }
        Attributes imported = Attributes.builder()
                .put(AttributeType.KEY_GEN_MECHANISM, AttributeValue.NO_MECHANISM)
                .build();
        assertThat(AttributesCodec.decode(AttributesCodec.encode(imported))).isEqualTo(imported);
    }

    @Test
    void refusesVersionsItDoesNotKnow() {
        for (int version : new int[] {0, 2, -1}) {
            assertCorrupt(AttributeSetProto.newBuilder().setVersion(version).build());
        }
        assertThatExceptionOfType(CorruptRecordException.class)
                .as("no bytes at all are a set of version 0")
                .isThrownBy(() -> AttributesCodec.decode(new byte[0]));
    }

    @Test
    void refusesIdsItDoesNotKnow() {
        assertCorrupt(set(entry(0).setFlag(true)));
        assertCorrupt(set(entry(AttributeType.values().length + 1).setFlag(true)));
        assertCorrupt(set(entry(-1).setFlag(true)));
        assertCorrupt(set(entry(AttributeType.CLASS.id()).setObjectClass(99)));
        assertCorrupt(set(entry(AttributeType.KEY_TYPE.id()).setKeyType(99)));
        assertCorrupt(set(entry(AttributeType.KEY_GEN_MECHANISM.id()).setMechanism(9999)));
    }

    @Test
    void refusesFieldsItDoesNotKnow() {
        UnknownFieldSet unknown = UnknownFieldSet.newBuilder()
                .addField(99, UnknownFieldSet.Field.newBuilder().addVarint(1).build())
                .build();
        assertCorrupt(AttributeSetProto.newBuilder()
                .setVersion(AttributesCodec.VERSION)
                .setUnknownFields(unknown)
                .build());
        assertCorrupt(set(entry(AttributeType.TOKEN.id()).setFlag(true).setUnknownFields(unknown)));
    }

    @Test
    void refusesDuplicatesAndDisorder() {
        AttributeProto.Builder token = entry(AttributeType.TOKEN.id()).setFlag(true);
        AttributeProto.Builder label = entry(AttributeType.LABEL.id()).setOctets(ByteString.EMPTY);
        assertCorrupt(set(token, token));
        assertCorrupt(set(label, token));
    }

    @Test
    void refusesValuesOfAnotherKind() {
        assertCorrupt(set(entry(AttributeType.TOKEN.id()).setNumber(1)));
        assertCorrupt(set(entry(AttributeType.LABEL.id()).setFlag(true)));
        assertCorrupt(set(entry(AttributeType.LABEL.id()).setUnavailable(true)));
        assertCorrupt(set(entry(AttributeType.KEY_GEN_MECHANISM.id()).setUnavailable(false)));
        assertCorrupt(set(entry(AttributeType.LABEL.id())));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AttributesCodec.encode(
                        Attributes.builder().put(AttributeType.LABEL, true).build()));
    }

    @Test
    void readsTheLargestSetAndRefusesOneByteMore() {
        int framing =
                AttributesCodec.encode(value(AttributesCodec.MAX_BYTES / 2)).length - AttributesCodec.MAX_BYTES / 2;
        Attributes largest = value(AttributesCodec.MAX_BYTES - framing);
        byte[] bytes = AttributesCodec.encode(largest);
        assertThat(bytes).hasSize(AttributesCodec.MAX_BYTES);
        assertThat(AttributesCodec.decode(bytes)).isEqualTo(largest);

        Attributes larger = value(AttributesCodec.MAX_BYTES - framing + 1);
        assertThatIllegalArgumentException().isThrownBy(() -> AttributesCodec.encode(larger));
        assertCorrupt(set(entry(AttributeType.VALUE.id())
                .setOctets(ByteString.copyFrom(new byte[AttributesCodec.MAX_BYTES - framing + 1]))));
    }

    @Test
    void refusesOneEntryTooMany() {
        AttributeSetProto.Builder set = AttributeSetProto.newBuilder().setVersion(AttributesCodec.VERSION);
        for (int i = 0; i <= ObjectLimits.MAX_ATTRIBUTES; i++) {
            set.addAttributes(entry(i + 1).setFlag(true));
        }
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> AttributesCodec.fromProto(set.build()))
                .withMessageContaining("65 entries");
        assertThat(AttributeType.values()).hasSizeLessThanOrEqualTo(ObjectLimits.MAX_ATTRIBUTES);
    }

    @Test
    void damageIsRefusedOrReadButNeverAnotherFailure() {
        byte[] good = AttributesCodec.encode(FIXED);
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261121);
        for (int round = 0; round < 20_000; round++) {
            byte[] bad = good.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                Attributes read = AttributesCodec.decode(bad);
                assertThat(AttributesCodec.decode(AttributesCodec.encode(read))).isEqualTo(read);
            } catch (CorruptRecordException e) {
                assertThat(e).hasMessageNotContaining("label");
            }
        }
    }

    private static void assertCorrupt(AttributeSetProto set) {
        assertThatExceptionOfType(CorruptRecordException.class).isThrownBy(() -> AttributesCodec.fromProto(set));
        assertThatExceptionOfType(CorruptRecordException.class)
                .isThrownBy(() -> AttributesCodec.decode(set.toByteArray()));
    }

    private static Attributes value(int length) {
        return Attributes.builder()
                .put(AttributeType.VALUE, Octets.wrap(new byte[length]))
                .build();
    }

    private static AttributeValue sample(AttributeType type) {
        return switch (type.kind()) {
            case FLAG -> AttributeValue.of(true);
            case NUMBER -> AttributeValue.of(Long.MIN_VALUE);
            case BYTES -> AttributeValue.of(Octets.ofHex("00ff"));
            case CLASS -> AttributeValue.of(ObjectClass.SECRET_KEY);
            case KEY_TYPE -> AttributeValue.of(KeyType.GENERIC_SECRET);
            case MECHANISM -> AttributeValue.of(Mechanism.AES_KEY_GEN);
        };
    }

    private static AttributeProto.Builder entry(int type) {
        return AttributeProto.newBuilder().setType(type);
    }

    private static AttributeSetProto set(AttributeProto.Builder... entries) {
        AttributeSetProto.Builder set = AttributeSetProto.newBuilder().setVersion(AttributesCodec.VERSION);
        for (AttributeProto.Builder entry : entries) {
            set.addAttributes(entry);
        }
        return set.build();
    }
}
