package io.craton.hsm.actors.journal;

import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.crypto.seal.Purpose;
import io.craton.hsm.crypto.seal.Sealer;
import java.util.List;
import org.apache.pekko.actor.setup.Setup;

/** Gives an actor system the key under which it seals what it persists, and the types it persists beside tokens and sessions. */
public final class SealingSetup extends Setup {
    private final Sealer sealer;
    private final List<PersistedType<?>> more;

    public SealingSetup(ClusterKey clusterKey, PersistedType<?>... more) {
        this.sealer = clusterKey.sealer(Purpose.JOURNAL);
        this.more = List.of(more);
    }

    List<PersistedType<?>> more() {
        return more;
    }

    Sealer sealer() {
        return sealer;
    }
}
