package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.secret.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Signs with the private half and verifies with the public one (SP 800-56B, section 6.4.1.1; FIPS 140-3 IG 10.3.A). */
final class PairwiseCheck {
    private static final byte[] MESSAGE = "pairwise consistency".getBytes(StandardCharsets.US_ASCII);

    private final KeyLoading keys;
    private final Operations operations;

    PairwiseCheck(KeyLoading keys, Operations operations) {
        this.keys = keys;
        this.operations = operations;
    }

    /** {@code facts} are those of a public key, {@code material} is PKCS#8. */
    boolean isPair(KeyType type, Attributes facts, Secret material) {
        Mechanism mechanism = type == KeyType.EC ? Mechanism.ECDSA_SHA256 : Mechanism.SHA256_RSA_PKCS;
        return keys.load(ObjectClass.PRIVATE_KEY, type, facts, Optional.of(material))
                .flatMap(privateKey -> {
                    try (privateKey) {
                        return operations.sign(
                                privateKey, mechanism, MechanismParameters.None.NONE, MESSAGE, 0, MESSAGE.length);
                    }
                })
                .flatMap(signature -> verify(type, mechanism, facts, signature))
                .isDone();
    }

    private Outcome<Outcome.Unit> verify(KeyType type, Mechanism mechanism, Attributes facts, byte[] signature) {
        return keys.load(ObjectClass.PUBLIC_KEY, type, facts, Optional.empty()).flatMap(publicKey -> {
            try (publicKey) {
                return operations.verify(
                        publicKey, mechanism, MechanismParameters.None.NONE, MESSAGE, 0, MESSAGE.length, signature);
            }
        });
    }
}
