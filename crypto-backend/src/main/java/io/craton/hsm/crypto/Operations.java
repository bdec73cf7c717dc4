package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.mechanism.Operation;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Objects;
import javax.crypto.Cipher;
import org.jspecify.annotations.Nullable;

/** The operations on loaded keys, and digests. Thread-safe; the single-part ones take no lock. */
final class Operations {
    /** The most an operation keeps back: the input of an authenticated decryption, until its tag has been checked. */
    static final int MAX_BUFFERED_BYTES = 64 * 1024 * 1024;

    private static final String SHA_256 = "SHA-256";

    private final Backends backends;
    private final int maxBufferedBytes;
    private final ThreadLocal<@Nullable MessageDigest> digests = new ThreadLocal<>();

    Operations(Backends backends, int maxBufferedBytes) {
        this.backends = backends;
        this.maxBufferedBytes = maxBufferedBytes;
    }

    private interface Use<T, E extends Engine> {
        Outcome<T> of(E engine) throws GeneralSecurityException;
    }

    Outcome<byte[]> sign(
            UsableKey key, Mechanism mechanism, MechanismParameters parameters, byte[] data, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, data.length);
        return use(
                Engine.Signing.class,
                key,
                mechanism,
                Operation.SIGN,
                parameters,
                engine -> engine.sign(data, offset, length));
    }

    Outcome<Outcome.Unit> verify(
            UsableKey key,
            Mechanism mechanism,
            MechanismParameters parameters,
            byte[] data,
            int offset,
            int length,
            byte[] signature) {
        Objects.checkFromIndexSize(offset, length, data.length);
        return use(
                Engine.Verifying.class,
                key,
                mechanism,
                Operation.VERIFY,
                parameters,
                engine -> engine.verify(data, offset, length, signature));
    }

    /** Encrypts or decrypts. */
    Outcome<byte[]> cipher(
            Operation operation,
            UsableKey key,
            Mechanism mechanism,
            MechanismParameters parameters,
            byte[] data,
            int offset,
            int length) {
        Objects.checkFromIndexSize(offset, length, data.length);
        return use(
                Engine.Ciphering.class,
                key,
                mechanism,
                operation,
                parameters,
                engine -> engine.run(parameters, data, offset, length));
    }

    private <T, E extends Engine> Outcome<T> use(
            Class<E> kind,
            UsableKey key,
            Mechanism mechanism,
            Operation operation,
            MechanismParameters parameters,
            Use<T, E> use) {
        Fault refusal = Admission.refusal(key, mechanism, operation, parameters);
        if (refusal != null) {
            return Outcome.refused(refusal);
        }
        EngineSet engines = EngineSet.of(key);
        try {
            Outcome<T> outcome = use.of(kind.cast(engines.engine(key, mechanism, operation)));
            // What was computed while the key was being closed does not leave: after close nobody gets a signature.
            return key.isClosed() ? Outcome.refused(Fault.KEY_HANDLE_INVALID) : outcome;
        } catch (GeneralSecurityException | RuntimeException e) {
            engines.drop(mechanism, operation);
            return Failures.refusal(mechanism, key, e);
        }
    }

    Outcome<byte[]> digest(Mechanism mechanism, byte[] data, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, data.length);
        if (!mechanism.does(Operation.DIGEST)) {
            return Outcome.refused(Fault.MECHANISM_INVALID);
        }
        try {
            MessageDigest digest = digests.get();
            if (digest == null) {
                digest = backends.first(mechanism).digest(SHA_256);
                digests.set(digest);
            }
            digest.update(data, offset, length);
            return Outcome.done(digest.digest());
        } catch (GeneralSecurityException e) {
            return Failures.refusal(mechanism, null, e);
        }
    }

    Outcome<PartialOperation> begin(
            Operation operation, Mechanism mechanism, MechanismParameters parameters, @Nullable UsableKey key) {
        if (!mechanism.does(operation)) {
            return Outcome.refused(Fault.MECHANISM_INVALID);
        }
        if (!mechanism.takesParts()) {
            return Outcome.refused(Fault.FUNCTION_NOT_SUPPORTED);
        }
        try {
            if (operation == Operation.DIGEST) {
                MessageDigest digest = backends.first(mechanism).digest(SHA_256);
                return Outcome.done(new GuardedOperation(mechanism, null, new Stream.Digesting(digest)));
            }
            Objects.requireNonNull(key, "this operation needs a key");
            Fault refusal = Admission.refusal(key, mechanism, operation, parameters);
            return refusal == null
                    ? Outcome.done(new GuardedOperation(mechanism, key, stream(operation, mechanism, parameters, key)))
                    : Outcome.refused(refusal);
        } catch (GeneralSecurityException e) {
            return Failures.refusal(mechanism, key, e);
        }
    }

    private Stream stream(Operation operation, Mechanism mechanism, MechanismParameters parameters, UsableKey key)
            throws GeneralSecurityException {
        return switch (operation) {
            case SIGN, VERIFY -> signatureStream(operation, mechanism, key);
            case ENCRYPT -> new Stream.Encrypting(startCipher(true, mechanism, parameters, key));
            case DECRYPT ->
                parameters instanceof MechanismParameters.Gcm gcm
                        ? new Stream.Opening(AesGcm.start(key, false, gcm), gcm.tagBits() / 8, maxBufferedBytes)
                        : new Stream.Decrypting(startCipher(false, mechanism, parameters, key));
            case DIGEST, GENERATE, GENERATE_KEY_PAIR ->
                throw new IllegalArgumentException(operation + " has no stream on a key");
        };
    }

    private static Cipher startCipher(
            boolean encrypting, Mechanism mechanism, MechanismParameters parameters, UsableKey key)
            throws GeneralSecurityException {
        return mechanism == Mechanism.AES_GCM
                ? AesGcm.start(key, encrypting, (MechanismParameters.Gcm) parameters)
                : AesCbcPad.start(key, encrypting, parameters);
    }

    private static Stream signatureStream(Operation operation, Mechanism mechanism, UsableKey key)
            throws GeneralSecurityException {
        boolean signing = operation == Operation.SIGN;
        if (mechanism == Mechanism.SHA256_HMAC) {
            return new Stream.Macing(Hmac.start(key), !signing);
        }
        boolean isEc = mechanism == Mechanism.ECDSA_SHA256;
        if (!isEc && !signing) {
            return new Stream.RsaVerifying(new RsaHash.Verifier(key));
        }
        Signature signature = key.backend().signature(isEc ? Ecdsa.algorithm(mechanism) : RsaHash.ALGORITHM);
        if (signing) {
            signature.initSign((PrivateKey) key.key());
            return new Stream.Signing(signature, isEc ? key.bytes() : 0);
        }
        signature.initVerify((PublicKey) key.key());
        return new Stream.EcVerifying(signature, 2 * key.bytes());
    }
}
