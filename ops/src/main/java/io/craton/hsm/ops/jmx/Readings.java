package io.craton.hsm.ops.jmx;

import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.TokenDescription;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.ops.api.ClusterView;
import io.craton.hsm.ops.api.NodeAccess;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What MBeans are read from: the same answers the administration API gives. Thread-safe. */
final class Readings {
    /** A console reads the attributes of a slot one by one: its leader is asked once for all of them. */
    private static final long SLOT_AGE_NANOS = Duration.ofSeconds(2).toNanos();

    private static final long SLOT_DEADLINE_NANOS = Duration.ofSeconds(1).toNanos();

    private record SlotReading(Optional<TokenDescription> token, long nanos) {}

    private final NodeAccess node;
    private final String clusterName;
    private final Map<SlotId, SlotReading> slots = new ConcurrentHashMap<>();

    Readings(NodeAccess node, String clusterName) {
        this.node = node;
        this.clusterName = clusterName;
    }

    /** @throws IllegalStateException while this node is starting or joining the others again */
    AdminService admin() {
        return node.admin()
                .orElseThrow(() -> new IllegalStateException("this node is starting or joining the others again"));
    }

    /** The whole cluster as it was known last; asks nobody. */
    ClusterView cluster() {
        AdminService admin = admin();
        return ClusterView.of(clusterName, admin.self(), admin.lastKnown());
    }

    NodeDescription self() {
        return node.self();
    }

    /** Empty where the token's leader does not answer. Blocks at most a second. */
    Optional<TokenDescription> token(SlotId slot) {
        SlotReading known = slots.get(slot);
        if (known != null && System.nanoTime() - known.nanos() < SLOT_AGE_NANOS) {
            return known.token();
        }
        Optional<TokenDescription> token = switch (admin().token(slot, System.nanoTime() + SLOT_DEADLINE_NANOS)) {
            case Outcome.Done<TokenDescription>(TokenDescription found) -> Optional.of(found);
            case Outcome.Refused<TokenDescription> _ -> Optional.empty();
        };
        slots.put(slot, new SlotReading(token, System.nanoTime()));
        return token;
    }
}
