package io.craton.hsm.crypto;

import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.crypto.backend.Backend;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/** The backends that passed, in the catalogue's order for each mechanism. Immutable. */
final class Backends {
    private final Map<Mechanism, List<Backend>> order = new EnumMap<>(Mechanism.class);

    Backends(List<Backend> usable) {
        for (Mechanism mechanism : Mechanism.values()) {
            order.put(
                    mechanism,
                    mechanism.backends().stream()
                            .flatMap(name -> usable.stream().filter(named(name)))
                            .toList());
        }
    }

    private static Predicate<Backend> named(String name) {
        return backend -> backend.name().equals(name);
    }

    /** Fastest first, never empty. */
    List<Backend> forMechanism(Mechanism mechanism) {
        return order.getOrDefault(mechanism, List.of());
    }

    Backend first(Mechanism mechanism) {
        return forMechanism(mechanism).getFirst();
    }

    /** The order for keys of a type: one backend holds a key, and runs every mechanism on it. */
    List<Backend> forKeys(KeyType type) {
        return forMechanism(mechanismOf(type));
    }

    private static Mechanism mechanismOf(KeyType type) {
        return switch (type) {
            case RSA -> Mechanism.RSA_PKCS;
            case EC -> Mechanism.ECDSA;
            case AES -> Mechanism.AES_GCM;
            case GENERIC_SECRET -> Mechanism.SHA256_HMAC;
        };
    }
}
