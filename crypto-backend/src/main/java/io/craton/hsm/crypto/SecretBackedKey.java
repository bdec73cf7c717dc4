package io.craton.hsm.crypto;

import io.craton.hsm.core.secret.Secret;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import javax.crypto.SecretKey;

/**
 * A symmetric key whose bytes stay in locked memory: a provider that asks for them gets a copy, which the JDK's and ACCP's wipe after
 * use. Closes its secret when destroyed. Thread-safe.
 */
public final class SecretBackedKey implements SecretKey {
    private static final long serialVersionUID = 1L;

    private final String algorithm;
    private final transient Secret secret;
    private volatile boolean destroyed;

    /** Takes {@code secret} over. */
    public SecretBackedKey(String algorithm, Secret secret) {
        this.algorithm = algorithm;
        this.secret = secret;
    }

    @Override
    public String getAlgorithm() {
        return algorithm;
    }

    @Override
    public String getFormat() {
        return "RAW";
    }

    /** A copy, which the caller wipes. */
    @Override
    public byte[] getEncoded() {
        return secret.withBytes(byte[]::clone);
    }

    @Override
    public void destroy() {
        destroyed = true;
        secret.close();
    }

    @Override
    public boolean isDestroyed() {
        return destroyed;
    }

    @Override
    public String toString() {
        return "SecretBackedKey[" + algorithm + "]";
    }

    private void writeObject(ObjectOutputStream target) throws NotSerializableException {
        throw new NotSerializableException("a secret key is never serialised");
    }
}
