package io.craton.hsm.actors.system;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.cluster.Cluster;

/**
 * Joins the cluster of the configured nodes, in whatever order they start. The first configured node founds it where no other answers.
 * Each later one looks for a cluster first and founds one itself only after it has found none for a while, longer the later it comes in the
 * list, so that two do not found at once.
 */
final class ClusterJoin {
    private static final Duration PATIENCE_PER_PLACE = Duration.ofSeconds(10);

    private ClusterJoin() {}

    static void begin(ActorSystem system, NodeSystemSettings settings) {
        List<Address> inOrder =
                settings.nodes().stream().map(settings::toAddress).toList();
        Cluster cluster = Cluster.get(system);
        cluster.joinSeedNodes(inOrder);
        int place = settings.nodes().indexOf(settings.selfAddress());
        if (place > 0) {
            List<Address> selfFirst = new ArrayList<>(inOrder);
            selfFirst.addFirst(selfFirst.remove(place));
            system.scheduler()
                    .scheduleOnce(
                            PATIENCE_PER_PLACE.multipliedBy(place),
                            () -> foundIfAlone(cluster, selfFirst),
                            system.dispatcher());
        }
    }

    /** With itself first a node asks the others once more, and founds if none of them has a cluster. */
    private static void foundIfAlone(Cluster cluster, List<Address> selfFirst) {
        if (!cluster.isTerminated() && cluster.state().members().isEmpty()) {
            cluster.joinSeedNodes(selfFirst);
        }
    }
}
