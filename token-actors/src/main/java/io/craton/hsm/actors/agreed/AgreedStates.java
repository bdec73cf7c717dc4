package io.craton.hsm.actors.agreed;

import io.craton.hsm.actors.Consensus;
import io.craton.hsm.actors.shard.RouterLimits;
import io.craton.hsm.actors.shard.Shards;
import io.craton.hsm.actors.system.NodeSystem;
import io.craton.hsm.core.id.SlotId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.pekko.actor.typed.Behavior;

/** This node's door to the agreed states, and their keepers while it leads the meta group. Thread-safe. */
public final class AgreedStates implements AutoCloseable {
    /** The meta group. */
    static final int GROUP = 0;

    private final Shards<AgreedMessage> shards;

    private AgreedStates(Shards<AgreedMessage> shards) {
        this.shards = shards;
    }

    /**
     * Starts on a running system, whose {@link io.craton.hsm.actors.journal.SealingSetup} knows the types of all kinds.
     *
     * @param kinds equal on every node, with numbers of their own
     */
    public static AgreedStates start(NodeSystem system, Consensus consensus, List<AgreedKind<?, ?>> kinds) {
        Map<Integer, AgreedKind<?, ?>> byNumber =
                kinds.stream().collect(Collectors.toUnmodifiableMap(AgreedKind::number, Function.identity()));
        return new AgreedStates(Shards.start(
                system,
                consensus,
                Set.of(GROUP),
                AgreedMessage.class,
                (number, term, _, _) -> keeper(number, byNumber, consensus, term),
                RouterLimits.DEFAULT));
    }

    private static Behavior<AgreedMessage> keeper(
            SlotId number, Map<Integer, AgreedKind<?, ?>> kinds, Consensus consensus, long term) {
        AgreedKind<?, ?> kind = kinds.get(number.value());
        if (kind == null) {
            throw new IllegalArgumentException("no agreed state has number " + number.value());
        }
        return AgreedKeeper.create(kind, consensus, term);
    }

    /** The state of a kind that this was started with. */
    public <S, E> AgreedState<S, E> state(AgreedKind<S, E> kind) {
        return new AgreedState<>(kind, shards.router());
    }

    /** Fails what is under way. */
    @Override
    public void close() {
        shards.close();
    }
}
