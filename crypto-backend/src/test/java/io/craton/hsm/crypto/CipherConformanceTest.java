package io.craton.hsm.crypto;

import static io.craton.hsm.crypto.Modules.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.secret.Secret;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** AES, HMAC and SHA-256 against Wycheproof and NIST ACVP, on each backend alone. */
class CipherConformanceTest {
    private static final MechanismParameters NONE = MechanismParameters.None.NONE;

    static List<CryptoModule> backends() {
        return Modules.each().toList();
    }

    private static String name(CryptoModule module) {
        return module.backends().getFirst().name();
    }

    private static UsableKey key(CryptoModule module, KeyType type, byte[] value) {
        try (Secret secret = module.secrets().take(value)) {
            return done(module.load(ObjectClass.SECRET_KEY, type, Attributes.NONE, Optional.of(secret)));
        }
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    private static Outcome<byte[]> encrypt(
            CryptoModule module, UsableKey key, Mechanism mechanism, MechanismParameters parameters, byte[] data) {
        return module.encrypt(key, mechanism, parameters, data, 0, data.length);
    }

    private static Outcome<byte[]> decrypt(
            CryptoModule module, UsableKey key, Mechanism mechanism, MechanismParameters parameters, byte[] data) {
        return module.decrypt(key, mechanism, parameters, data, 0, data.length);
    }

    @ParameterizedTest
    @MethodSource("backends")
    void sealsWithAesGcmAsWycheproofSays(CryptoModule module) {
        Vectors.run("Wycheproof AES-GCM on " + name(module), Vectors.wycheproof("AES-GCM", "AeadTest"), vector -> {
            int tagBits = vector.group().get("tagSize").asInt();
            byte[] sealed = joined(vector.bytes("ct"), vector.bytes("tag"));
            boolean valid = vector.text("result").equals("valid");
            return gcm(
                    module,
                    vector.bytes("key"),
                    vector.bytes("iv"),
                    vector.bytes("aad"),
                    tagBits,
                    vector.bytes("msg"),
                    sealed,
                    valid,
                    valid);
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    void sealsWithAesGcmAsNistSays(CryptoModule module) {
        Vectors.run("ACVP AES-GCM on " + name(module), Vectors.acvp("ACVP-AES-GCM", ""), vector -> {
            if (vector.group().path("ivGen").asText().equals("internal")) {
                return Vectors.Verdict.NOT_OFFERED;
            }
            boolean encrypting = vector.group().get("direction").asText().equals("encrypt");
            byte[] plain = encrypting
                    ? vector.bytes("pt")
                    : vector.expected().has("pt")
                            ? Vectors.bytes(vector.expected().get("pt"))
                            : new byte[0];
            byte[] sealed = encrypting
                    ? joined(
                            Vectors.bytes(vector.expected().get("ct")),
                            Vectors.bytes(vector.expected().get("tag")))
                    : joined(vector.bytes("ct"), vector.bytes("tag"));
            boolean valid = vector.expected().path("testPassed").asBoolean(true);
            return gcm(
                    module,
                    vector.bytes("key"),
                    vector.bytes("iv"),
                    vector.bytes("aad"),
                    vector.group().get("tagLen").asInt(),
                    plain,
                    sealed,
                    encrypting,
                    valid);
        });
    }

    private static Vectors.Verdict gcm(
            CryptoModule module,
            byte[] keyValue,
            byte[] iv,
            byte[] aad,
            int tagBits,
            byte[] plain,
            byte[] sealed,
            boolean encrypts,
            boolean opens) {
        MechanismParameters parameters = new MechanismParameters.Gcm(Octets.copyOf(iv), Octets.copyOf(aad), tagBits);
        try (UsableKey key = key(module, KeyType.AES, keyValue)) {
            boolean offered = tagBits >= 96
                    && iv.length > 0
                    && iv.length <= Admission.MAX_GCM_IV_BYTES
                    && (name(module).equals("jdk") || iv.length == 12);
            if (!offered) {
                assertThat(encrypt(module, key, Mechanism.AES_GCM, parameters, plain))
                        .isEqualTo(Outcome.refused(Fault.MECHANISM_PARAM_INVALID));
                assertThat(decrypt(module, key, Mechanism.AES_GCM, parameters, sealed))
                        .isEqualTo(Outcome.refused(Fault.MECHANISM_PARAM_INVALID));
                return Vectors.Verdict.NOT_OFFERED;
            }
            if (encrypts) {
                assertThat(done(encrypt(module, key, Mechanism.AES_GCM, parameters, plain)))
                        .isEqualTo(sealed);
            }
            Outcome<byte[]> opened = decrypt(module, key, Mechanism.AES_GCM, parameters, sealed);
            if (opens) {
                assertThat(done(opened)).isEqualTo(plain);
            } else {
                assertThat(opened).isEqualTo(Outcome.refused(Fault.ENCRYPTED_DATA_INVALID));
            }
        }
        return Vectors.Verdict.RAN;
    }

    @ParameterizedTest
    @MethodSource("backends")
    void encryptsWithAesCbcPadAsWycheproofSays(CryptoModule module) {
        Vectors.run(
                "Wycheproof AES-CBC-PKCS5 on " + name(module),
                Vectors.wycheproof("AES-CBC-PKCS5", "IndCpaTest"),
                vector -> {
                    MechanismParameters parameters = new MechanismParameters.Iv(Octets.wrap(vector.bytes("iv")));
                    try (UsableKey key = key(module, KeyType.AES, vector.bytes("key"))) {
                        Outcome<byte[]> decrypted =
                                decrypt(module, key, Mechanism.AES_CBC_PAD, parameters, vector.bytes("ct"));
                        if (vector.text("result").equals("valid")) {
                            assertThat(done(decrypted)).isEqualTo(vector.bytes("msg"));
                            assertThat(done(encrypt(
                                            module, key, Mechanism.AES_CBC_PAD, parameters, vector.bytes("msg"))))
                                    .isEqualTo(vector.bytes("ct"));
                        } else {
                            assertThat(decrypted.isDone()).isFalse();
                        }
                    }
                    return Vectors.Verdict.RAN;
                });
    }

    /** NIST's vectors have no padding: its block is cut off when encrypting and put there when decrypting. */
    @ParameterizedTest
    @MethodSource("backends")
    void encryptsWithAesCbcAsNistSays(CryptoModule module) {
        Vectors.run("ACVP AES-CBC on " + name(module), Vectors.acvp("ACVP-AES-CBC", ""), vector -> {
            if (!vector.group().get("testType").asText().equals("AFT")) {
                return Vectors.Verdict.NOT_OFFERED;
            }
            boolean encrypting = vector.group().get("direction").asText().equals("encrypt");
            byte[] plain = encrypting
                    ? vector.bytes("pt")
                    : Vectors.bytes(vector.expected().get("pt"));
            byte[] cipher = encrypting ? Vectors.bytes(vector.expected().get("ct")) : vector.bytes("ct");
            MechanismParameters parameters = new MechanismParameters.Iv(Octets.wrap(vector.bytes("iv")));
            try (UsableKey key = key(module, KeyType.AES, vector.bytes("key"))) {
                byte[] padded = done(encrypt(module, key, Mechanism.AES_CBC_PAD, parameters, plain));
                assertThat(Arrays.copyOf(padded, plain.length)).isEqualTo(cipher);
                MechanismParameters last = new MechanismParameters.Iv(Octets.copyOf(cipher, cipher.length - 16, 16));
                byte[] padding = done(encrypt(module, key, Mechanism.AES_CBC_PAD, last, new byte[0]));
                assertThat(done(decrypt(module, key, Mechanism.AES_CBC_PAD, parameters, joined(cipher, padding))))
                        .isEqualTo(plain);
            }
            return Vectors.Verdict.RAN;
        });
    }

    @ParameterizedTest
    @MethodSource("backends")
    void macsAsWycheproofSays(CryptoModule module) {
        Vectors.run(
                "Wycheproof HMAC-SHA-256 on " + name(module),
                Vectors.wycheproof("HMACSHA256", "MacTest"),
                vector -> mac(
                        module,
                        vector.bytes("key"),
                        vector.bytes("msg"),
                        vector.bytes("tag"),
                        vector.text("result").equals("valid")));
    }

    @ParameterizedTest
    @MethodSource("backends")
    void macsAsNistSays(CryptoModule module) {
        Vectors.run(
                "ACVP HMAC-SHA-256 on " + name(module),
                Vectors.acvp("HMAC-SHA2-256", ""),
                vector -> mac(
                        module,
                        vector.bytes("key"),
                        vector.bytes("msg"),
                        Vectors.bytes(vector.expected().get("mac")),
                        true));
    }

    private static Vectors.Verdict mac(
            CryptoModule module, byte[] keyValue, byte[] message, byte[] tag, boolean valid) {
        if (!Mechanism.SHA256_HMAC.keySizes().allows(keyValue.length)) {
            return Vectors.Verdict.NOT_OFFERED;
        }
        try (UsableKey key = key(module, KeyType.GENERIC_SECRET, keyValue)) {
            byte[] whole = done(module.sign(key, Mechanism.SHA256_HMAC, NONE, message, 0, message.length));
            assertThat(Arrays.equals(Arrays.copyOf(whole, tag.length), tag)).isEqualTo(valid);
            if (tag.length == whole.length) {
                assertThat(module.verify(key, Mechanism.SHA256_HMAC, NONE, message, 0, message.length, tag)
                                .isDone())
                        .isEqualTo(valid);
            }
        }
        return Vectors.Verdict.RAN;
    }

    @ParameterizedTest
    @MethodSource("backends")
    void digestsAsNistSays(CryptoModule module) {
        Vectors.run("ACVP SHA-256 on " + name(module), Vectors.acvp("SHA2-256", ""), vector -> {
            if (!vector.group().get("testType").asText().equals("AFT")) {
                return Vectors.Verdict.NOT_OFFERED;
            }
            byte[] message = vector.bytes("msg");
            assertThat(done(module.digest(Mechanism.SHA256, message, 0, message.length)))
                    .isEqualTo(Vectors.bytes(vector.expected().get("md")));
            return Vectors.Verdict.RAN;
        });
    }
}
