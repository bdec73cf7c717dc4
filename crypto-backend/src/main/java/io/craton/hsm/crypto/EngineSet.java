package io.craton.hsm.crypto;

import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import java.security.GeneralSecurityException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The initialised engines that one thread keeps for one key. Used by that thread alone, but cleared by whoever closes the key, so that
 * no key material outlives it here.
 */
final class EngineSet {
    /** How many keys a thread keeps engines for: more than are hot at once, and some tens of kilobytes. */
    static final int MAX_KEYS = 64;

    private static final int MECHANISMS = Mechanism.values().length;

    private final AtomicReferenceArray<@Nullable Engine> engines =
            new AtomicReferenceArray<>(MECHANISMS * Operation.values().length);

    private EngineSet() {}

    /** The engine of the key for an operation, made at its first use. */
    Engine engine(UsableKey key, Mechanism mechanism, Operation operation) throws GeneralSecurityException {
        int index = index(mechanism, operation);
        Engine engine = engines.getAcquire(index);
        if (engine == null) {
            engine = Engine.create(key, mechanism, operation);
            engines.set(index, engine);
            if (key.isClosed()) {
                clear();
            }
        }
        return engine;
    }

    /** Forgets an engine whose state is in doubt. */
    void drop(Mechanism mechanism, Operation operation) {
        engines.set(index(mechanism, operation), null);
    }

    void clear() {
        for (int i = 0; i < engines.length(); i++) {
            engines.set(i, null);
        }
    }

    private static int index(Mechanism mechanism, Operation operation) {
        return operation.ordinal() * MECHANISMS + mechanism.ordinal();
    }

    /** The set of the calling thread for a key. */
    static EngineSet of(UsableKey key) {
        OfThread sets = OfThread.CURRENT.get();
        EngineSet set = sets.get(key);
        if (set == null) {
            set = new EngineSet();
            sets.put(key, set);
            key.keep(set);
        }
        return set;
    }

    static int keptByThisThread() {
        return OfThread.CURRENT.get().size();
    }

    /** The sets of one thread, least recently used first. */
    private static final class OfThread extends LinkedHashMap<UsableKey, EngineSet> {
        private static final long serialVersionUID = 1L;

        static final ThreadLocal<OfThread> CURRENT = ThreadLocal.withInitial(OfThread::new);

        OfThread() {
            super(MAX_KEYS, 0.75f, true);
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<UsableKey, EngineSet> eldest) {
            if (size() <= MAX_KEYS) {
                return false;
            }
            eldest.getKey().forget(eldest.getValue());
            return true;
        }
    }
}
