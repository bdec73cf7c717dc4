package io.craton.hsm.actors.journal;

import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.crypto.seal.Purpose;
import io.craton.hsm.crypto.seal.Sealer;
import org.apache.pekko.actor.setup.Setup;

/** Gives an actor system the key under which it seals what it persists. */
public final class SealingSetup extends Setup {
    private final Sealer sealer;

    public SealingSetup(ClusterKey clusterKey) {
        this.sealer = clusterKey.sealer(Purpose.JOURNAL);
    }

    Sealer sealer() {
        return sealer;
    }
}
