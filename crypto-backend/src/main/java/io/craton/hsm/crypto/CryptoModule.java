package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.core.secret.SecretStore;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The one door to cryptography. Refusals the caller may see are {@link Outcome}s with the fault PKCS#11 has for them; an exception is a
 * bug or a broken environment. Thread-safe; operations on a key take no lock. Output arrays are the caller's, input arrays are neither
 * kept nor changed.
 */
public final class CryptoModule implements AutoCloseable {
    private final List<BackendStatus> statuses;
    private final SecretMemory secrets;
    private final KeyLoading keys;
    private final Operations operations;
    private final KeyGeneration generation;
    private final KeyImporting importing;
    private final SecureRandom random;

    CryptoModule(Backends backends, List<BackendStatus> statuses, SecretMemory secrets, int maxBufferedBytes) {
        this.statuses = List.copyOf(statuses);
        this.secrets = secrets;
        this.keys = new KeyLoading(backends, secrets);
        this.operations = new Operations(backends, maxBufferedBytes);
        PairwiseCheck pairCheck = new PairwiseCheck(keys, operations);
        this.generation = new KeyGeneration(backends, secrets, pairCheck);
        this.importing = new KeyImporting(backends, secrets, pairCheck);
        this.random = kernelRandom();
    }

    private static SecureRandom kernelRandom() {
        try {
            return SecureRandom.getInstance("NativePRNGNonBlocking");
        } catch (NoSuchAlgorithmException e) {
            throw new CryptoStartException("this JDK cannot read the kernel's random numbers", e);
        }
    }

    /**
     * Loads the backends, checks every known answer on each, and leaves out those that fail.
     *
     * @throws CryptoStartException where memory cannot be locked, or no backend is left
     */
    public static CryptoModule open(CryptoSettings settings) {
        return CryptoStart.open(settings, CryptoStart.Choices.standard());
    }

    /** Where the secrets of the process live. */
    public SecretStore secrets() {
        return secrets;
    }

    /** Fills {@code target} from the kernel's generator (getrandom(2)). */
    public void random(byte[] target) {
        random.nextBytes(target);
    }

    /** What became of each backend at the start. */
    public List<BackendStatus> backends() {
        return statuses;
    }

    /**
     * Makes a key pair and checks that it is one. The receiver closes the private material.
     *
     * @return KEY_SIZE_RANGE for RSA other than 2048, 3072 and 4096 bits; ATTRIBUTE_VALUE_INVALID for a public exponent that is not odd,
     *     above 2^16 and below 2^256; CURVE_NOT_SUPPORTED; MECHANISM_INVALID where the parameters are not the mechanism's
     */
    public Outcome<GeneratedKeyPair> generateKeyPair(Mechanism mechanism, KeyPairParameters parameters) {
        return generation.generate(mechanism, parameters);
    }

    /** Makes an AES key of 16, 24 or 32 bytes, or a generic secret of 1 to 512; else KEY_SIZE_RANGE. */
    public Outcome<Secret> generateSecretKey(KeyType type, int bytes) {
        return generation.generateSecret(type, bytes, this::random);
    }

    /**
     * Checks the attributes of a key that a caller brings, and puts them into canonical form. Neither takes over nor closes
     * {@code material}; the receiver closes the material of the answer.
     *
     * @return TEMPLATE_INCOMPLETE, TEMPLATE_INCONSISTENT, ATTRIBUTE_VALUE_INVALID (numbers that contradict each other, a point that is not
     *     on the curve), KEY_SIZE_RANGE or CURVE_NOT_SUPPORTED
     */
    public Outcome<KeyImport> importKey(
            ObjectClass objectClass, KeyType type, Attributes attributes, Map<AttributeType, Secret> material) {
        return importing.importKey(objectClass, type, attributes, material);
    }

    /**
     * One attribute out of a key's material: VALUE, or a private number of an RSA key. The caller has checked that the key is extractable
     * and not sensitive. ATTRIBUTE_TYPE_INVALID where such a key has no such attribute.
     */
    public Outcome<Secret> exportAttribute(KeyType type, Secret material, AttributeType which) {
        return importing.export(type, material, which);
    }

    /** Parses a key for use; does not take over {@code material}. A public key needs its facts only, the others their material. */
    public Outcome<UsableKey> load(ObjectClass objectClass, KeyType type, Attributes facts, Optional<Secret> material) {
        return keys.load(objectClass, type, facts, material);
    }

    /** Signs, or computes a MAC, of {@code length} bytes from {@code offset}. ECDSA answers {@code r || s} of fixed width. */
    public Outcome<byte[]> sign(
            UsableKey key, Mechanism mechanism, MechanismParameters parameters, byte[] data, int offset, int length) {
        return operations.sign(key, mechanism, parameters, data, offset, length);
    }

    /** Verifies a signature or a MAC: SIGNATURE_LEN_RANGE or SIGNATURE_INVALID where it is none. */
    public Outcome<Outcome.Unit> verify(
            UsableKey key,
            Mechanism mechanism,
            MechanismParameters parameters,
            byte[] data,
            int offset,
            int length,
            byte[] signature) {
        return operations.verify(key, mechanism, parameters, data, offset, length, signature);
    }

    /** Encrypts; AES-GCM answers the ciphertext and the tag. */
    public Outcome<byte[]> encrypt(
            UsableKey key, Mechanism mechanism, MechanismParameters parameters, byte[] data, int offset, int length) {
        return operations.cipher(Operation.ENCRYPT, key, mechanism, parameters, data, offset, length);
    }

    /** Decrypts: ENCRYPTED_DATA_LEN_RANGE or ENCRYPTED_DATA_INVALID where the input is no ciphertext under this key. */
    public Outcome<byte[]> decrypt(
            UsableKey key, Mechanism mechanism, MechanismParameters parameters, byte[] data, int offset, int length) {
        return operations.cipher(Operation.DECRYPT, key, mechanism, parameters, data, offset, length);
    }

    public Outcome<byte[]> digest(Mechanism mechanism, byte[] data, int offset, int length) {
        return operations.digest(mechanism, data, offset, length);
    }

    /**
     * Starts a multi-part operation; {@code key} is null for a digest only. FUNCTION_NOT_SUPPORTED where the mechanism takes its input at
     * once.
     */
    public Outcome<PartialOperation> begin(
            Operation operation, Mechanism mechanism, MechanismParameters parameters, @Nullable UsableKey key) {
        return operations.begin(operation, mechanism, parameters, key);
    }

    /** Closes every key that is still open. The memory of the process stays, since others may hold secrets in it. */
    @Override
    public void close() {
        keys.close();
    }
}
