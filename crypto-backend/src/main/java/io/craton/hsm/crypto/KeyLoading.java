package io.craton.hsm.crypto;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.crypto.backend.Backend;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.interfaces.ECKey;
import java.security.interfaces.RSAKey;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns facts and material into keys a backend has parsed. */
final class KeyLoading implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeyLoading.class);

    private final Backends backends;
    private final SecretMemory secrets;
    private final Set<UsableKey> open = ConcurrentHashMap.newKeySet();

    KeyLoading(Backends backends, SecretMemory secrets) {
        this.backends = backends;
        this.secrets = secrets;
    }

    Outcome<UsableKey> load(ObjectClass objectClass, KeyType type, Attributes facts, Optional<Secret> material) {
        return switch (objectClass) {
            case PUBLIC_KEY -> spki(type, facts).flatMap(spki -> parsePublic(type, spki));
            case PRIVATE_KEY ->
                material.map(secret -> parsePrivate(type, secret))
                        .orElseGet(() -> Outcome.refused(Fault.TEMPLATE_INCOMPLETE));
            case SECRET_KEY ->
                material.map(secret -> holdSecret(type, secret))
                        .orElseGet(() -> Outcome.refused(Fault.TEMPLATE_INCOMPLETE));
            case DATA, CERTIFICATE -> Outcome.refused(Fault.KEY_HANDLE_INVALID);
        };
    }

    /** The SubjectPublicKeyInfo of a public key's facts. */
    static Outcome<byte[]> spki(KeyType type, Attributes facts) {
        return switch (type) {
            case RSA -> {
                Optional<Octets> modulus = facts.bytes(AttributeType.MODULUS);
                Optional<Octets> exponent = facts.bytes(AttributeType.PUBLIC_EXPONENT);
                yield modulus.isEmpty() || exponent.isEmpty()
                        ? Outcome.refused(Fault.TEMPLATE_INCOMPLETE)
                        : Outcome.done(RsaEncoding.spki(
                                modulus.get().toByteArray(), exponent.get().toByteArray()));
            }
            case EC -> {
                Optional<Octets> params = facts.bytes(AttributeType.EC_PARAMS);
                Optional<Octets> point = facts.bytes(AttributeType.EC_POINT);
                if (params.isEmpty() || point.isEmpty()) {
                    yield Outcome.refused(Fault.TEMPLATE_INCOMPLETE);
                }
                Optional<NamedCurve> curve = NamedCurve.ofParams(params.get());
                yield curve.isEmpty()
                        ? Outcome.refused(Fault.CURVE_NOT_SUPPORTED)
                        : curve.get()
                                .point(point.get())
                                .map(bytes -> Outcome.done(curve.get().spki(bytes)))
                                .orElseGet(() -> Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID));
            }
            case AES, GENERIC_SECRET -> Outcome.refused(Fault.KEY_TYPE_INCONSISTENT);
        };
    }

    private interface Parse {
        Key on(Backend backend) throws GeneralSecurityException;
    }

    Outcome<UsableKey> parsePublic(KeyType type, byte[] spki) {
        return parse(ObjectClass.PUBLIC_KEY, type, backend -> backend.publicKey(family(type), spki));
    }

    private Outcome<UsableKey> parsePrivate(KeyType type, Secret material) {
        return switch (type) {
            case RSA, EC ->
                material.withBytes(pkcs8 ->
                        parse(ObjectClass.PRIVATE_KEY, type, backend -> backend.privateKey(family(type), pkcs8)));
            case AES, GENERIC_SECRET -> Outcome.refused(Fault.KEY_TYPE_INCONSISTENT);
        };
    }

    static Backend.Family family(KeyType type) {
        return type == KeyType.EC ? Backend.Family.EC : Backend.Family.RSA;
    }

    /** The first backend that takes the key holds it: one may refuse what another can do, such as a long public exponent. */
    private Outcome<UsableKey> parse(ObjectClass objectClass, KeyType type, Parse parse) {
        for (Backend backend : backends.forKeys(type)) {
            try {
                Key key = parse.on(backend);
                return Outcome.done(open(objectClass, type, backend, key, bits(key)));
            } catch (GeneralSecurityException | RuntimeException e) {
                LOG.debug(
                        "{} takes no {} {}: {}",
                        backend.name(),
                        type,
                        objectClass,
                        e.getClass().getName());
            }
        }
        return Outcome.refused(Fault.ATTRIBUTE_VALUE_INVALID);
    }

    private static int bits(Key key) {
        return switch (key) {
            case RSAKey rsa -> rsa.getModulus().bitLength();
            case ECKey ec -> ec.getParams().getOrder().bitLength();
            default -> throw new IllegalArgumentException("neither an RSA nor an EC key");
        };
    }

    /** Keeps a copy of its own, so that the key lives as long as it is open. */
    private Outcome<UsableKey> holdSecret(KeyType type, Secret material) {
        return switch (type) {
            case AES, GENERIC_SECRET ->
                material.withBytes(bytes -> secrets.hold(bytes.clone())).map(own -> secretKey(type, own));
            case RSA, EC -> Outcome.refused(Fault.KEY_TYPE_INCONSISTENT);
        };
    }

    private UsableKey secretKey(KeyType type, Secret own) {
        SecretBackedKey key = new SecretBackedKey(type == KeyType.AES ? "AES" : Hmac.ALGORITHM, own);
        Backend backend = backends.forKeys(type).getFirst();
        return open(ObjectClass.SECRET_KEY, type, backend, key, own.length() * Byte.SIZE);
    }

    private UsableKey open(ObjectClass objectClass, KeyType type, Backend backend, Key key, int bits) {
        UsableKey usable = new UsableKey(objectClass, type, backend, key, bits, open);
        open.add(usable);
        return usable;
    }

    /** Closes every key that is still open. */
    @Override
    public void close() {
        open.forEach(UsableKey::close);
    }
}
