package io.craton.hsm.crypto;

import static io.craton.hsm.crypto.Modules.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PartialOperationTest {
    private static final MechanismParameters NONE = MechanismParameters.None.NONE;
    private static final MechanismParameters GCM =
            new MechanismParameters.Gcm(Octets.wrap(new byte[12]), Octets.ofHex("aabb"), 128);
    private static final MechanismParameters CBC = new MechanismParameters.Iv(Octets.wrap(new byte[16]));
    private static final int[] STEPS = {1, 7, 16, 33, 1000};

    static List<CryptoModule> backends() {
        return Modules.each().toList();
    }

    private static byte[] feed(PartialOperation operation, byte[] data, int step) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int offset = 0; offset < data.length; offset += step) {
            out.writeBytes(done(operation.update(data, offset, Math.min(step, data.length - offset))));
        }
        return out.toByteArray();
    }

    private static byte[] run(PartialOperation operation, byte[] data, int step) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(feed(operation, data, step));
        out.writeBytes(done(operation.finish()));
        return out.toByteArray();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void partsGiveWhatTheWholeGives(CryptoModule module) {
        byte[] data = OperationsTest.bytes(500);
        try (UsableKey aes = OperationsTest.secretKey(module, KeyType.AES, 32);
                UsableKey mac = OperationsTest.secretKey(module, KeyType.GENERIC_SECRET, 20);
                UsableKey rsa = OperationsTest.rsa(module, ObjectClass.PRIVATE_KEY)) {
            for (int step : STEPS) {
                assertThat(run(done(module.begin(Operation.DIGEST, Mechanism.SHA256, NONE, null)), data, step))
                        .isEqualTo(done(module.digest(Mechanism.SHA256, data, 0, 500)));
                assertThat(run(done(module.begin(Operation.SIGN, Mechanism.SHA256_HMAC, NONE, mac)), data, step))
                        .isEqualTo(done(module.sign(mac, Mechanism.SHA256_HMAC, NONE, data, 0, 500)));
                assertThat(run(done(module.begin(Operation.SIGN, Mechanism.SHA256_RSA_PKCS, NONE, rsa)), data, step))
                        .isEqualTo(done(module.sign(rsa, Mechanism.SHA256_RSA_PKCS, NONE, data, 0, 500)));
                for (Mechanism mechanism : List.of(Mechanism.AES_GCM, Mechanism.AES_CBC_PAD)) {
                    MechanismParameters parameters = mechanism == Mechanism.AES_GCM ? GCM : CBC;
                    byte[] whole = done(module.encrypt(aes, mechanism, parameters, data, 0, 500));
                    assertThat(run(done(module.begin(Operation.ENCRYPT, mechanism, parameters, aes)), data, step))
                            .isEqualTo(whole);
                    assertThat(run(done(module.begin(Operation.DECRYPT, mechanism, parameters, aes)), whole, step))
                            .isEqualTo(data);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void verifiesInParts(CryptoModule module) {
        byte[] data = OperationsTest.bytes(500);
        try (UsableKey ownRsa = OperationsTest.rsa(module, ObjectClass.PRIVATE_KEY);
                UsableKey otherRsa = OperationsTest.rsa(module, ObjectClass.PUBLIC_KEY);
                UsableKey ownEc = OperationsTest.p256(module, ObjectClass.PRIVATE_KEY);
                UsableKey otherEc = OperationsTest.p256(module, ObjectClass.PUBLIC_KEY);
                UsableKey mac = OperationsTest.secretKey(module, KeyType.GENERIC_SECRET, 20)) {
            verifiesInParts(module, Mechanism.SHA256_RSA_PKCS, ownRsa, otherRsa, data);
            verifiesInParts(module, Mechanism.ECDSA_SHA256, ownEc, otherEc, data);
            verifiesInParts(module, Mechanism.SHA256_HMAC, mac, mac, data);
        }
    }

    private static void verifiesInParts(
            CryptoModule module, Mechanism mechanism, UsableKey own, UsableKey other, byte[] data) {
        byte[] signature = run(done(module.begin(Operation.SIGN, mechanism, NONE, own)), data, 100);
        PartialOperation right = done(module.begin(Operation.VERIFY, mechanism, NONE, other));
        feed(right, data, 33);
        assertThat(right.finishVerify(signature)).isEqualTo(Outcome.OK);
        PartialOperation wrong = done(module.begin(Operation.VERIFY, mechanism, NONE, other));
        feed(wrong, data, 33);
        assertThat(wrong.finishVerify(new byte[signature.length])).isEqualTo(Outcome.refused(Fault.SIGNATURE_INVALID));
        PartialOperation shorter = done(module.begin(Operation.VERIFY, mechanism, NONE, other));
        feed(shorter, data, 33);
        assertThat(shorter.finishVerify(new byte[signature.length - 1]))
                .isEqualTo(Outcome.refused(Fault.SIGNATURE_LEN_RANGE));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void releasesNoPlaintextOfAesGcmBeforeTheTagIsChecked(CryptoModule module) {
        byte[] data = OperationsTest.bytes(5000);
        try (UsableKey aes = OperationsTest.secretKey(module, KeyType.AES, 32)) {
            byte[] sealed = done(module.encrypt(aes, Mechanism.AES_GCM, GCM, data, 0, data.length));
            sealed[sealed.length - 1] ^= 1;
            PartialOperation operation = done(module.begin(Operation.DECRYPT, Mechanism.AES_GCM, GCM, aes));
            assertThat(feed(operation, sealed, 100)).isEmpty();
            assertThat(operation.finish()).isEqualTo(Outcome.refused(Fault.ENCRYPTED_DATA_INVALID));
        }
    }

    @Test
    void buffersUpToItsLimitAndNotOneByteMore() {
        int limit = 1000;
        CryptoStart.Choices choices =
                new CryptoStart.Choices(Set.of(BackendLoading.Known.JDK), KnownAnswers.all(), limit);
        try (CryptoModule module = CryptoStart.open(Modules.SETTINGS, choices);
                UsableKey aes = OperationsTest.secretKey(module, KeyType.AES, 32)) {
            byte[] data = OperationsTest.bytes(limit - 16);
            byte[] sealed = done(module.encrypt(aes, Mechanism.AES_GCM, GCM, data, 0, data.length));
            assertThat(run(done(module.begin(Operation.DECRYPT, Mechanism.AES_GCM, GCM, aes)), sealed, 300))
                    .isEqualTo(data);
            PartialOperation operation = done(module.begin(Operation.DECRYPT, Mechanism.AES_GCM, GCM, aes));
            feed(operation, sealed, 300);
            assertThat(operation.update(new byte[1], 0, 1)).isEqualTo(Outcome.refused(Fault.DATA_LEN_RANGE));
            assertThat(operation.finish()).isEqualTo(Outcome.refused(Fault.OPERATION_NOT_INITIALIZED));
        }
    }

    @ParameterizedTest
    @MethodSource("backends")
    void refusesDecryptionsThatEndInTheMiddle(CryptoModule module) {
        try (UsableKey aes = OperationsTest.secretKey(module, KeyType.AES, 32)) {
            PartialOperation cbc = done(module.begin(Operation.DECRYPT, Mechanism.AES_CBC_PAD, CBC, aes));
            feed(cbc, new byte[17], 5);
            assertThat(cbc.finish()).isEqualTo(Outcome.refused(Fault.ENCRYPTED_DATA_LEN_RANGE));
            PartialOperation gcm = done(module.begin(Operation.DECRYPT, Mechanism.AES_GCM, GCM, aes));
            feed(gcm, new byte[15], 5);
            assertThat(gcm.finish()).isEqualTo(Outcome.refused(Fault.ENCRYPTED_DATA_LEN_RANGE));
            PartialOperation none = done(module.begin(Operation.DECRYPT, Mechanism.AES_CBC_PAD, CBC, aes));
            assertThat(none.finish()).isEqualTo(Outcome.refused(Fault.ENCRYPTED_DATA_LEN_RANGE));
        }
    }

    @Test
    void isOverAfterItsEnd() {
        CryptoModule module = Modules.all();
        PartialOperation operation = done(module.begin(Operation.DIGEST, Mechanism.SHA256, NONE, null));
        done(operation.finish());
        assertThat(operation.finish()).isEqualTo(Outcome.refused(Fault.OPERATION_NOT_INITIALIZED));
        assertThat(operation.update(new byte[1], 0, 1)).isEqualTo(Outcome.refused(Fault.OPERATION_NOT_INITIALIZED));
        assertThat(operation.finishVerify(new byte[1])).isEqualTo(Outcome.refused(Fault.OPERATION_NOT_INITIALIZED));
        operation.close();
    }

    @Test
    void aSignatureInTheMakingVerifiesNothing() {
        CryptoModule module = Modules.all();
        try (UsableKey key = OperationsTest.p256(module, ObjectClass.PRIVATE_KEY)) {
            PartialOperation operation = done(module.begin(Operation.SIGN, Mechanism.ECDSA_SHA256, NONE, key));
            assertThat(operation.finishVerify(new byte[64]))
                    .isEqualTo(Outcome.refused(Fault.OPERATION_NOT_INITIALIZED));
        }
    }

    @Test
    void refusesMechanismsThatTakeTheirInputAtOnce() {
        CryptoModule module = Modules.all();
        try (UsableKey rsa = OperationsTest.rsa(module, ObjectClass.PRIVATE_KEY);
                UsableKey ec = OperationsTest.p256(module, ObjectClass.PRIVATE_KEY)) {
            assertThat(module.begin(Operation.SIGN, Mechanism.RSA_PKCS, NONE, rsa))
                    .isEqualTo(Outcome.refused(Fault.FUNCTION_NOT_SUPPORTED));
            assertThat(module.begin(Operation.SIGN, Mechanism.ECDSA, NONE, ec))
                    .isEqualTo(Outcome.refused(Fault.FUNCTION_NOT_SUPPORTED));
            assertThat(module.begin(Operation.ENCRYPT, Mechanism.SHA256_RSA_PKCS, NONE, rsa))
                    .isEqualTo(Outcome.refused(Fault.MECHANISM_INVALID));
        }
    }

    @Test
    void endsWhenItsKeyIsClosed() {
        CryptoModule module = Modules.all();
        UsableKey key = OperationsTest.p256(module, ObjectClass.PRIVATE_KEY);
        PartialOperation operation = done(module.begin(Operation.SIGN, Mechanism.ECDSA_SHA256, NONE, key));
        done(operation.update(new byte[10], 0, 10));
        key.close();
        assertThat(operation.finish()).isEqualTo(Outcome.refused(Fault.KEY_HANDLE_INVALID));
        assertThat(operation.finish()).isEqualTo(Outcome.refused(Fault.OPERATION_NOT_INITIALIZED));
    }
}
