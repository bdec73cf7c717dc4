package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Outcome;

/**
 * An operation whose input comes in parts. For one thread at a time. A refusal ends it, and so does either finish; after that it
 * answers {@code OPERATION_NOT_INITIALIZED}. Closing it wipes what it holds.
 */
public interface PartialOperation extends AutoCloseable {
    /**
     * The next part of the input.
     *
     * @return the output that is ready, empty where there is none: AES-GCM releases no plaintext before the tag is checked
     */
    Outcome<byte[]> update(byte[] data, int offset, int length);

    /** The rest of the output: the signature, the digest, or the last of the ciphertext or plaintext. */
    Outcome<byte[]> finish();

    /** Ends a verification; {@code SIGNATURE_INVALID} or {@code SIGNATURE_LEN_RANGE} where it fails. */
    Outcome<Outcome.Unit> finishVerify(byte[] signature);

    @Override
    void close();
}
