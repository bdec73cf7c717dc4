package io.craton.hsm.actors.edge;

import static io.craton.hsm.actors.edge.TestApplication.assertRefused;
import static io.craton.hsm.actors.edge.TestApplication.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.Input;
import io.craton.hsm.actors.KeyPairHandles;
import io.craton.hsm.actors.KeyUse;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.mechanism.MechanismParameters.None;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.Template;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every mechanism of the catalogue, with token keys and with session keys; one application for all tests. */
@ExtendWith(FakeCluster.Shared.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MechanismUseTest {
    private static final byte[] DATA = "thirty-two bytes of some content".getBytes(StandardCharsets.US_ASCII);
    private static final MechanismParameters IV = new MechanismParameters.Iv(Octets.wrap(new byte[16]));
    private static final MechanismParameters GCM =
            new MechanismParameters.Gcm(Octets.wrap(new byte[12]), Octets.ofHex("aad0"), 128);

    private final TestApplication application;
    private final SessionHandle session;
    private long operations;

    MechanismUseTest(FakeCluster cluster) {
        application = new TestApplication(cluster, "n3");
        session = application.openLoggedIn(cluster.commonSlot());
    }

    @ParameterizedTest
    @EnumSource(Mechanism.class)
    void works(Mechanism mechanism) {
        switch (mechanism) {
            case RSA_PKCS_KEY_PAIR_GEN, RSA_PKCS, SHA256_RSA_PKCS -> {
                KeyPairHandles pair = rsaPair();
                signs(Mechanism.RSA_PKCS, pair.privateKey(), pair.publicKey());
                signs(Mechanism.SHA256_RSA_PKCS, pair.privateKey(), pair.publicKey());
            }
            case EC_KEY_PAIR_GEN, ECDSA, ECDSA_SHA256 -> {
                for (boolean onToken : new boolean[] {true, false}) {
                    KeyPairHandles pair = application.ecPair(session, onToken);
                    signs(Mechanism.ECDSA, pair.privateKey(), pair.publicKey());
                    signs(Mechanism.ECDSA_SHA256, pair.privateKey(), pair.publicKey());
                }
            }
            case GENERIC_SECRET_KEY_GEN, SHA256_HMAC -> {
                for (boolean onToken : new boolean[] {true, false}) {
                    ObjectHandle key = application.hmacKey(session, onToken);
                    signs(Mechanism.SHA256_HMAC, key, key);
                }
            }
            case AES_KEY_GEN, AES_GCM, AES_CBC_PAD -> {
                for (boolean onToken : new boolean[] {true, false}) {
                    ObjectHandle key = application.aesKey(session, onToken);
                    encrypts(Mechanism.AES_GCM, GCM, key);
                    encrypts(Mechanism.AES_CBC_PAD, IV, key);
                }
            }
            case SHA256 -> digests();
        }
    }

    private KeyPairHandles rsaPair() {
        Attributes publicKey = Attributes.builder()
                .put(AttributeType.TOKEN, true)
                .put(AttributeType.MODULUS_BITS, 2048)
                .build();
        return done(application
                .at()
                .generateKeyPair(
                        application.call(),
                        session,
                        Mechanism.RSA_PKCS_KEY_PAIR_GEN,
                        Template.of(publicKey),
                        Template.of(Attributes.builder()
                                .put(AttributeType.TOKEN, true)
                                .build())));
    }

    private void signs(Mechanism mechanism, ObjectHandle privateKey, ObjectHandle publicKey) {
        byte[] signature = done(application.sign(session, mechanism, privateKey, DATA));
        done(application.verify(session, mechanism, publicKey, DATA, signature));
        byte[] other = DATA.clone();
        other[3] ^= 1;
        assertRefused(application.verify(session, mechanism, publicKey, other, signature), Fault.SIGNATURE_INVALID);
        assertRefused(
                application.verify(session, mechanism, publicKey, DATA, Arrays.copyOf(signature, 5)),
                Fault.SIGNATURE_LEN_RANGE);
        if (!privateKey.equals(publicKey)) {
            assertRefused(application.sign(session, mechanism, publicKey, DATA), Fault.KEY_FUNCTION_NOT_PERMITTED);
        }
        if (mechanism.takesParts()) {
            byte[] inParts = inParts(Operation.SIGN, mechanism, None.NONE, privateKey, DATA);
            done(application.verify(session, mechanism, publicKey, DATA, inParts));
            verifiesInParts(mechanism, publicKey, signature);
        } else {
            assertRefused(begin(Operation.SIGN, mechanism, None.NONE, privateKey), Fault.MECHANISM_INVALID);
        }
    }

    private void verifiesInParts(Mechanism mechanism, ObjectHandle key, byte[] signature) {
        done(begin(Operation.VERIFY, mechanism, None.NONE, key));
        done(application.at().update(application.call(), session, operations, Input.of(DATA, 0, 10)));
        done(application.at().update(application.call(), session, operations, Input.of(DATA, 10, DATA.length - 10)));
        done(application.at().finishVerify(application.call(), session, operations, signature));
        done(begin(Operation.VERIFY, mechanism, None.NONE, key));
        assertRefused(
                application.at().finishVerify(application.call(), session, operations, signature),
                Fault.SIGNATURE_INVALID);
    }

    private void encrypts(Mechanism mechanism, MechanismParameters parameters, ObjectHandle key) {
        byte[] sealed = done(application.encrypt(session, mechanism, parameters, key, DATA));
        assertThat(done(application.decrypt(session, mechanism, parameters, key, sealed)))
                .isEqualTo(DATA);
        assertThat(inParts(Operation.ENCRYPT, mechanism, parameters, key, DATA)).isEqualTo(sealed);
        assertThat(inParts(Operation.DECRYPT, mechanism, parameters, key, sealed))
                .isEqualTo(DATA);
        assertRefused(application.encrypt(session, mechanism, None.NONE, key, DATA), Fault.MECHANISM_PARAM_INVALID);
        assertRefused(
                application.decrypt(session, mechanism, parameters, key, Arrays.copyOf(sealed, 3)),
                Fault.ENCRYPTED_DATA_LEN_RANGE);
        assertRefused(application.sign(session, Mechanism.SHA256_HMAC, key, DATA), Fault.KEY_TYPE_INCONSISTENT);
    }

    private void digests() {
        byte[] expected = sha256();
        assertThat(done(application.at().digest(application.call(), session, Mechanism.SHA256, Input.of(DATA))))
                .isEqualTo(expected);
        assertThat(inParts(Operation.DIGEST, Mechanism.SHA256, None.NONE, KeyUse.NO_KEY, DATA))
                .isEqualTo(expected);
    }

    private static byte[] sha256() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(DATA);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError(e);
        }
    }

    private Outcome<Outcome.Unit> begin(
            Operation operation, Mechanism mechanism, MechanismParameters parameters, ObjectHandle key) {
        operations++;
        return application
                .at()
                .begin(application.call(), session, operations, operation, new KeyUse(mechanism, parameters, key));
    }

    private byte[] inParts(
            Operation operation, Mechanism mechanism, MechanismParameters parameters, ObjectHandle key, byte[] data) {
        done(begin(operation, mechanism, parameters, key));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int offset = 0; offset < data.length; offset += 7) {
            out.writeBytes(done(application
                    .at()
                    .update(
                            application.call(),
                            session,
                            operations,
                            Input.of(data, offset, Math.min(7, data.length - offset)))));
        }
        out.writeBytes(done(application.at().finish(application.call(), session, operations)));
        assertRefused(
                application.at().finish(application.call(), session, operations), Fault.OPERATION_NOT_INITIALIZED);
        return out.toByteArray();
    }

    @Test
    void boundsTheOperationsOfASessionAndForgetsThoseThatAreCancelled() {
        long first = operations + 1;
        for (int i = 0; i < EdgeSession.MAX_OPERATIONS; i++) {
            done(begin(Operation.DIGEST, Mechanism.SHA256, None.NONE, KeyUse.NO_KEY));
        }
        assertRefused(begin(Operation.DIGEST, Mechanism.SHA256, None.NONE, KeyUse.NO_KEY), Fault.OPERATION_ACTIVE);
        for (long number = first; number < operations; number++) {
            done(application.at().cancel(application.call(), session, number));
            assertRefused(
                    application.at().finish(application.call(), session, number), Fault.OPERATION_NOT_INITIALIZED);
        }
        done(begin(Operation.DIGEST, Mechanism.SHA256, None.NONE, KeyUse.NO_KEY));
        done(application.at().finish(application.call(), session, operations));
    }

    @Test
    void givesRandomBytesUpToItsLimit() {
        HsmService service = application.at();
        byte[] some = done(service.random(application.call(), session, 32));
        assertThat(some).hasSize(32).isNotEqualTo(done(service.random(application.call(), session, 32)));
        assertThat(done(service.random(application.call(), session, DataPlane.MAX_RANDOM)))
                .hasSize(DataPlane.MAX_RANDOM);
        assertRefused(service.random(application.call(), session, DataPlane.MAX_RANDOM + 1), Fault.ARGUMENTS_BAD);
        assertRefused(service.random(application.call(), session, -1), Fault.ARGUMENTS_BAD);
    }
}
