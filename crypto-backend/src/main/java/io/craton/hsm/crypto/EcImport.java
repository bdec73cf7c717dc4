package io.craton.hsm.crypto;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.crypto.backend.Backend;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.util.Map;
import java.util.Optional;

/** EC keys from a template. */
final class EcImport {
    /** The widest scalar of the curves, and a sign byte that some clients send. */
    private static final int MAX_SCALAR_BYTES = 48 + 1;

    private final Backends backends;
    private final SecretMemory secrets;
    private final PairwiseCheck pairCheck;

    EcImport(Backends backends, SecretMemory secrets, PairwiseCheck pairCheck) {
        this.backends = backends;
        this.secrets = secrets;
        this.pairCheck = pairCheck;
    }

    private static Outcome<NamedCurve> curve(Attributes attributes) {
        Optional<Octets> params = attributes.bytes(AttributeType.EC_PARAMS);
        if (params.isEmpty()) {
            return Outcome.refused(Fault.TEMPLATE_INCOMPLETE);
        }
        return NamedCurve.ofParams(params.get())
                .map(Outcome::done)
                .orElseGet(() -> Outcome.refused(Fault.CURVE_NOT_SUPPORTED));
    }

    Outcome<KeyImport> importPublic(Attributes attributes) {
        return curve(attributes).flatMap(curve -> {
            Optional<Octets> given = attributes.bytes(AttributeType.EC_POINT);
            if (given.isEmpty()) {
                return Outcome.refused(Fault.TEMPLATE_INCOMPLETE);
            }
            return curve.point(given.get())
                    .map(point -> Outcome.done(new KeyImport(publicFacts(curve, point), Optional.empty())))
                    .orElseGet(() -> Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
        });
    }

    private static Attributes publicFacts(NamedCurve curve, byte[] point) {
        return KeyGeneration.ecFacts(curve, point).toBuilder()
                .put(AttributeType.EC_POINT, NamedCurve.ecPoint(point))
                .build();
    }

    Outcome<KeyImport> importPrivate(Attributes attributes, Map<AttributeType, Secret> material) {
        return curve(attributes).flatMap(curve -> {
            Secret value = material.get(AttributeType.VALUE);
            if (value == null) {
                return Outcome.refused(Fault.TEMPLATE_INCOMPLETE);
            }
            if (value.length() > MAX_SCALAR_BYTES) {
                return Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID);
            }
            return value.withBytes(bytes -> curve.scalarOf(bytes.clone()))
                    .map(scalar -> withPoint(curve, scalar, attributes.bytes(AttributeType.EC_POINT)))
                    .orElseGet(() -> Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
        });
    }

    private Outcome<KeyImport> withPoint(NamedCurve curve, byte[] scalar, Optional<Octets> expectedPoint) {
        try {
            return publicPoint(curve, scalar).flatMap(point -> {
                Attributes facts = KeyGeneration.ecFacts(curve, point);
                if (expectedPoint.isPresent()
                        && !expectedPoint
                                .flatMap(curve::point)
                                .map(Octets::wrap)
                                .equals(Optional.of(Octets.wrap(point)))) {
                    return Outcome.refused(Fault.TEMPLATE_INCONSISTENT);
                }
                return secrets.hold(curve.pkcs8(scalar, point)).map(held -> new KeyImport(facts, Optional.of(held)));
            });
        } catch (GeneralSecurityException e) {
            return Failures.refusal(Mechanism.EC_KEY_PAIR_GEN, null, e);
        } finally {
            Secrets.wipe(scalar);
        }
    }

    /**
     * The public point of a scalar, without multiplying by a secret in Java: key agreement with the generator answers its x
     * coordinate, in the backend's constant time, and of the two points with that coordinate one makes a pair with the scalar.
     */
    private Outcome<byte[]> publicPoint(NamedCurve curve, byte[] scalar) throws GeneralSecurityException {
        Backend backend = backends.first(Mechanism.ECDSA);
        byte[] pkcs8 = curve.pkcs8WithoutPoint(scalar);
        byte[] x = agreeWithGenerator(backend, curve, pkcs8);
        return secrets.hold(pkcs8).flatMap(material -> {
            try (material) {
                for (byte[] point : curve.pointsWithX(x)) {
                    if (pairCheck.isPair(KeyType.EC, publicFacts(curve, point), material)) {
                        return Outcome.done(point);
                    }
                }
                return Outcome.refused(Fault.DEVICE_ERROR);
            }
        });
    }

    private static byte[] agreeWithGenerator(Backend backend, NamedCurve curve, byte[] pkcs8)
            throws GeneralSecurityException {
        PrivateKey own = backend.privateKey(Backend.Family.EC, pkcs8);
        try {
            return backend.agreeEc(own, backend.publicKey(Backend.Family.EC, curve.spki(curve.generator())));
        } finally {
            UsableKey.destroy(own);
        }
    }
}
