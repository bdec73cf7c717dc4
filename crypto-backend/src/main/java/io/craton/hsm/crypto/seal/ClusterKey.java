package io.craton.hsm.crypto.seal;

import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.crypto.SecretBackedKey;
import io.craton.hsm.crypto.SecretMemory;
import io.craton.hsm.crypto.Secrets;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import javax.crypto.Mac;

/**
 * The key all nodes of a cluster share: 32 random bytes in a file of each node. It seals what they write and send, under keys derived
 * for each purpose, and is itself used for nothing else. Thread-safe.
 */
public final class ClusterKey implements AutoCloseable {
    /** The length of the key and of its file. */
    public static final int BYTES = 32;

    private static final Set<PosixFilePermission> OTHERS = EnumSet.of(
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_WRITE,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_WRITE,
            PosixFilePermission.OTHERS_EXECUTE);

    private final Secret root;
    private final Map<Purpose, Sealer> sealers = new EnumMap<>(Purpose.class);
    private final Map<Purpose, SecretBackedKey> macKeys = new EnumMap<>(Purpose.class);

    private ClusterKey(Secret root) {
        this.root = root;
        for (Purpose purpose : Purpose.values()) {
            sealers.put(purpose, new Sealer(root, purpose.id(), "cluster"));
            macKeys.put(purpose, macKey(purpose));
        }
    }

    /** A key of its own for authentication, the same on every node and after every restart: its salt is fixed. */
    private SecretBackedKey macKey(Purpose purpose) {
        byte[] info = ("craton-hsm authenticate v1 " + purpose.id()).getBytes(StandardCharsets.US_ASCII);
        byte[] key = root.withBytes(bytes -> Hkdf.derive(bytes, new byte[0], info, BYTES));
        return new SecretBackedKey("HmacSHA256", SecretMemory.ofProcess().take(key));
    }

    /** Takes over and wipes 32 bytes. */
    public static ClusterKey of(byte[] key) {
        if (key.length != BYTES) {
            Secrets.wipe(key);
            throw new ClusterKeyException("a cluster key has " + BYTES + " bytes, not " + key.length);
        }
        return new ClusterKey(SecretMemory.ofProcess().take(key));
    }

    /**
     * Reads the key file.
     *
     * @throws ClusterKeyException where it cannot be read, has not exactly 32 bytes, or is open to group or others
     */
    public static ClusterKey load(Path keyFile) {
        try {
            Set<PosixFilePermission> mode = Files.getPosixFilePermissions(keyFile);
            if (mode.stream().anyMatch(OTHERS::contains)) {
                throw new ClusterKeyException("cluster key file " + keyFile + " has mode "
                        + PosixFilePermissions.toString(mode) + "; it must be closed to group and others (chmod 600)");
            }
            try (InputStream file = Files.newInputStream(keyFile)) {
                // One byte more than there should be tells a longer file without reading it.
                byte[] key = file.readNBytes(BYTES + 1);
                if (key.length != BYTES) {
                    Secrets.wipe(key);
                    throw new ClusterKeyException("cluster key file " + keyFile + " does not have exactly " + BYTES
                            + " bytes (" + Files.size(keyFile) + ")");
                }
                return of(key);
            }
        } catch (NoSuchFileException e) {
            throw new ClusterKeyException("there is no cluster key file " + keyFile, e);
        } catch (IOException e) {
            throw new ClusterKeyException("cluster key file " + keyFile + " cannot be read: " + e.getMessage(), e);
        }
    }

    /** The sealer of a purpose: one for the life of the key, shared by all who ask. */
    public Sealer sealer(Purpose purpose) {
        return Objects.requireNonNull(sealers.get(purpose));
    }

    /** HMAC-SHA256 of a message under a key of the purpose; every node computes the same. */
    public byte[] authenticate(Purpose purpose, byte[] message) {
        Mac mac = Jca.hmac(Objects.requireNonNull(macKeys.get(purpose)));
        return mac.doFinal(message);
    }

    /** Whether {@code tag} is what {@link #authenticate} answers, in a time that does not depend on where it differs. */
    public boolean verify(Purpose purpose, byte[] message, byte[] tag) {
        return MessageDigest.isEqual(authenticate(purpose, message), tag);
    }

    /** Wipes the key and all that was derived from it. */
    @Override
    public void close() {
        sealers.values().forEach(Sealer::close);
        macKeys.values().forEach(SecretBackedKey::destroy);
        root.close();
    }

    @Override
    public String toString() {
        return "ClusterKey";
    }
}
