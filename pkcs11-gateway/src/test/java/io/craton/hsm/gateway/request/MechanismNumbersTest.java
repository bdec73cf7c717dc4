package io.craton.hsm.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.gateway.wire.Ckf;
import io.craton.hsm.gateway.wire.Ckm;
import io.craton.hsm.gateway.wire.Slice;
import io.craton.hsm.gateway.wire.Wire;
import io.craton.hsm.gateway.wire.WireWriter;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MechanismNumbersTest {
    private static final Outcome<MechanismReader.Use> BAD = Outcome.refused(Fault.MECHANISM_PARAM_INVALID);

    @ParameterizedTest
    @EnumSource(Mechanism.class)
    void everyMechanismHasANumberOfItsOwn(Mechanism mechanism) {
        assertThat(MechanismNumbers.mechanism(MechanismNumbers.numberOf(mechanism)))
                .isEqualTo(mechanism);
    }

    @Test
    void theListHasTheWholeCatalogueAndClaimsNoHardware() {
        assertThat(MechanismNumbers.entries()).hasSameSizeAs(Mechanism.values());
        assertThat(MechanismNumbers.entries())
                .allSatisfy(entry -> assertThat(entry.flags() & Ckf.HW).isZero());
    }

    @Test
    void ellipticCurveMechanismsSayWhichCurvesTheyTake() {
        assertThat(entry(Ckm.ECDSA))
                .isEqualTo(new Wire.MechanismEntry(
                        Ckm.ECDSA,
                        256,
                        384,
                        Ckf.SIGN | Ckf.VERIFY | Ckf.EC_F_P | Ckf.EC_NAMEDCURVE | Ckf.EC_UNCOMPRESS));
    }

    @Test
    void sizesAreInTheUnitOfTheMechanism() {
        assertThat(entry(Ckm.AES_GCM))
                .isEqualTo(new Wire.MechanismEntry(Ckm.AES_GCM, 16, 32, Ckf.ENCRYPT | Ckf.DECRYPT));
        assertThat(entry(Ckm.RSA_PKCS_KEY_PAIR_GEN))
                .isEqualTo(new Wire.MechanismEntry(Ckm.RSA_PKCS_KEY_PAIR_GEN, 2048, 4096, Ckf.GENERATE_KEY_PAIR));
    }

    private static Wire.MechanismEntry entry(long type) {
        return MechanismNumbers.entries().stream()
                .filter(entry -> entry.type() == type)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void refusesAMechanismThatIsNotInTheCatalogue() {
        assertThat(MechanismReader.read(new Wire.MechanismUse(Ckm.VENDOR_DEFINED, Slice.EMPTY)))
                .isEqualTo(Outcome.refused(Fault.MECHANISM_INVALID));
    }

    @Test
    void refusesParametersWhereThereAreNone() {
        assertThat(MechanismReader.read(new Wire.MechanismUse(Ckm.ECDSA, Slice.of(new byte[1]))))
                .isEqualTo(BAD);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 15, 17})
    void refusesAnInitialisationVectorThatIsNotOneBlock(int length) {
        assertThat(MechanismReader.read(new Wire.MechanismUse(Ckm.AES_CBC_PAD, Slice.of(new byte[length]))))
                .isEqualTo(BAD);
    }

    @Test
    void readsGcmParameters() {
        byte[] iv = new byte[12];
        Arrays.fill(iv, (byte) 3);

        assertThat(MechanismReader.read(gcm(new Wire.GcmParameters(Slice.of(iv), Slice.of(new byte[5]), 128))))
                .isEqualTo(Outcome.done(new MechanismReader.Use(
                        Mechanism.AES_GCM,
                        new MechanismParameters.Gcm(Octets.copyOf(iv), Octets.copyOf(new byte[5]), 128))));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 88, 100, 127, 136})
    void refusesATagOfAnotherLength(int tagBits) {
        assertThat(MechanismReader.read(gcm(new Wire.GcmParameters(Slice.of(new byte[12]), Slice.EMPTY, tagBits))))
                .isEqualTo(BAD);
    }

    @Test
    void refusesGcmWithoutAnInitialisationVectorAndWithABrokenEncoding() {
        assertThat(MechanismReader.read(gcm(new Wire.GcmParameters(Slice.EMPTY, Slice.EMPTY, 128))))
                .isEqualTo(BAD);
        assertThat(MechanismReader.read(new Wire.MechanismUse(Ckm.AES_GCM, Slice.of(new byte[7]))))
                .isEqualTo(BAD);
    }

    private static Wire.MechanismUse gcm(Wire.GcmParameters parameters) {
        WireWriter out = new WireWriter();
        parameters.encode(out);
        return new Wire.MechanismUse(Ckm.AES_GCM, Slice.of(out.copy()));
    }
}
