package io.craton.hsm.crypto;

import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.crypto.backend.Backend;
import java.security.Key;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.security.auth.DestroyFailedException;
import javax.security.auth.Destroyable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A key that one backend has parsed, ready for any number of threads. After {@link #close} every use is refused with
 * {@code KEY_HANDLE_INVALID}, also one that was under way; what the provider can wipe is wiped.
 */
public final class UsableKey implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UsableKey.class);

    private final ObjectClass objectClass;
    private final KeyType type;
    private final Backend backend;
    private final Key key;
    private final int bits;
    private final Set<UsableKey> open;
    /** The engines every thread keeps for this key. */
    private final Set<EngineSet> engines = ConcurrentHashMap.newKeySet(4);

    private volatile boolean closed;

    /** {@code open} is where the owner keeps the keys that are open. */
    UsableKey(ObjectClass objectClass, KeyType type, Backend backend, Key key, int bits, Set<UsableKey> open) {
        this.objectClass = objectClass;
        this.type = type;
        this.backend = backend;
        this.key = key;
        this.bits = bits;
        this.open = open;
    }

    public ObjectClass objectClass() {
        return objectClass;
    }

    public KeyType type() {
        return type;
    }

    /** The size: of the modulus, of the curve's order, or of the value. */
    public int bits() {
        return bits;
    }

    /** The name of the backend that holds it. */
    public String backendName() {
        return backend.name();
    }

    public boolean isClosed() {
        return closed;
    }

    Backend backend() {
        return backend;
    }

    Key key() {
        return key;
    }

    /** The width in bytes of what the key works on. */
    int bytes() {
        return (bits + 7) / 8;
    }

    void keep(EngineSet set) {
        engines.add(set);
        if (closed) {
            set.clear();
        }
    }

    void forget(EngineSet set) {
        engines.remove(set);
        set.clear();
    }

    @Override
    public void close() {
        closed = true;
        open.remove(this);
        engines.forEach(EngineSet::clear);
        engines.clear();
        destroy(key);
    }

    /** Wipes what can be wiped of a provider's key. */
    static void destroy(Key key) {
        if (key instanceof Destroyable destroyable && !destroyable.isDestroyed()) {
            try {
                destroyable.destroy();
            } catch (DestroyFailedException e) {
                // The JDK's private keys cannot be wiped; they are unreachable from here on.
                LOG.trace("a key of {} cannot be destroyed", key.getClass().getName());
            }
        }
    }

    @Override
    public String toString() {
        return "UsableKey[" + objectClass + ", " + type + ", " + bits + " bits, " + backend.name()
                + (closed ? ", closed]" : "]");
    }
}
