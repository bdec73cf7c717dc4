package io.craton.hsm.raft;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.testkit.javadsl.TestKit;

/** Actor systems over the nodes of a {@link TestCluster}, reachable from each other over Artery on loopback. */
final class TestSystems implements AutoCloseable {
    private static final Config CONFIG = ConfigFactory.parseString("""
            pekko.loglevel = WARNING
            pekko.stdout-loglevel = OFF
            pekko.actor.provider = remote
            pekko.actor.allow-java-serialization = off
            pekko.remote.artery.transport = tcp
            pekko.remote.artery.canonical.hostname = "127.0.0.1"
            pekko.remote.artery.canonical.port = 0
            pekko.remote.warn-about-direct-use = off
            pekko.remote.use-unsafe-remote-features-outside-cluster = on
            pekko.persistence.journal.plugin = "craton.raft.journal"
            pekko.persistence.snapshot-store.plugin = "craton.raft.snapshot-store"
            craton.raft.group-of-other-ids = g1
            """);

    private final Map<String, ActorSystem> systems = new ConcurrentHashMap<>();

    ActorSystem start(RaftNode node, Config more) {
        ActorSystem system = ActorSystem.create(
                "craton",
                ActorSystemSetup.create(
                        BootstrapSetup.create(more.withFallback(CONFIG).withFallback(ConfigFactory.load())),
                        new RaftJournalSetup(node, this::address)));
        systems.put(node.name(), system);
        return system;
    }

    ActorSystem start(RaftNode node) {
        return start(node, ConfigFactory.empty());
    }

    ActorSystem of(String name) {
        return Optional.ofNullable(systems.get(name)).orElseThrow();
    }

    void stop(String name) {
        ActorSystem system = systems.remove(name);
        if (system != null) {
            TestKit.shutdownActorSystem(
                    system,
                    scala.concurrent.duration.Duration.fromNanos(
                            Duration.ofSeconds(20).toNanos()),
                    false);
        }
    }

    private Address address(String name) {
        ActorSystem system = systems.get(name);
        // A node that is down: nobody listens at the discard port.
        return system == null
                ? new Address("pekko", "craton", "127.0.0.1", 9)
                : ((ExtendedActorSystem) system).provider().getDefaultAddress();
    }

    @Override
    public void close() {
        java.util.List.copyOf(systems.keySet()).forEach(this::stop);
    }
}
