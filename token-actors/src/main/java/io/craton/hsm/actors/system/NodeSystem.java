package io.craton.hsm.actors.system;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.InvalidActorNameException;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.actor.setup.Setup;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.remote.artery.tcp.SSLEngineProviderSetup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's actor system: it listens on the node's actor port with mutual TLS and joins the cluster of the configured nodes in the
 * background. It is up when {@link #start} returns, alone or not, and messages reach any node that runs, member or not. Thread-safe.
 */
public final class NodeSystem implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSystem.class);

    /** The phases of an orderly stop are bounded each; this bounds their sum. */
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(10);

    private final NodeSystemSettings settings;
    private final ActorSystem system;

    private NodeSystem(NodeSystemSettings settings, ActorSystem system) {
        this.settings = settings;
        this.system = system;
    }

    /**
     * Starts the system.
     *
     * @param more what plug-ins on the class path need of this node; their own settings come from their {@code reference.conf}
     * @throws NodeSystemException in one line: a port in use, TLS files that cannot be used
     */
    public static NodeSystem start(NodeSystemSettings settings, Setup... more) {
        TlsContext tls = new TlsContext(settings.tls());
        requireFreePort(settings.selfAddress());
        List<Setup> setups = new ArrayList<>(List.of(more));
        setups.add(BootstrapSetup.create(configuration(settings)).withClassloader(NodeSystem.class.getClassLoader()));
        setups.add(SSLEngineProviderSetup.create(system -> new NodeTlsEngines(tls, settings.nodes())));
        ActorSystem system = create(settings, ActorSystemSetup.create(setups.toArray(Setup[]::new)));
        ClusterJoin.begin(system, settings);
        return new NodeSystem(settings, system);
    }

    private static ActorSystem create(NodeSystemSettings settings, ActorSystemSetup setup) {
        try {
            return ActorSystem.create(settings.clusterName(), setup);
        } catch (RuntimeException e) {
            NodeAddress self = settings.selfAddress();
            throw new NodeSystemException(
                    "the actor system of node \"" + self.name() + "\" at " + self.host() + ":" + self.actorPort()
                            + " does not start: " + oneLine(e),
                    e);
        }
    }

    /** Pekko reports a port in use over several errors; this says it in one, before any of them. */
    private static void requireFreePort(NodeAddress self) {
        InetSocketAddress address = new InetSocketAddress(self.host(), self.actorPort());
        if (address.isUnresolved()) {
            throw new NodeSystemException(
                    "host \"" + self.host() + "\" of node \"" + self.name() + "\" has no address");
        }
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(address);
        } catch (IOException e) {
            throw new NodeSystemException(
                    "actor port " + self.host() + ":" + self.actorPort() + " cannot be used: " + e.getMessage(), e);
        }
    }

    private static Config configuration(NodeSystemSettings settings) {
        NodeAddress self = settings.selfAddress();
        ClassLoader loader = NodeSystem.class.getClassLoader();
        return ConfigFactory.parseMap(Map.of(
                        "pekko.remote.artery.canonical.hostname", self.host(),
                        "pekko.remote.artery.canonical.port", self.actorPort()))
                .withFallback(ConfigFactory.parseResources(NodeSystem.class, "node.conf"))
                .withFallback(ConfigFactory.defaultReference(loader))
                .resolve();
    }

    public NodeSystemSettings settings() {
        return settings;
    }

    public org.apache.pekko.actor.typed.ActorSystem<Void> system() {
        return Adapter.toTyped(system);
    }

    /**
     * Makes an actor at {@code /user/name}, which other nodes can address by that path.
     *
     * @throws IllegalArgumentException if the name is taken
     */
    public <T> ActorRef<T> spawn(String name, Behavior<T> behavior) {
        try {
            return Adapter.spawn(system, behavior, name);
        } catch (InvalidActorNameException e) {
            throw new IllegalArgumentException("an actor cannot be named " + name, e);
        }
    }

    /** Completes when the system has ended: by {@link #close}, or because it was removed from the cluster and has to be started again. */
    public CompletionStage<Void> ended() {
        return system.getWhenTerminated().thenApply(terminated -> null);
    }

    /** Leaves the cluster and stops, within ten seconds. Idempotent. */
    @Override
    public void close() {
        try {
            CoordinatedShutdown.get(system)
                    .runAll(CoordinatedShutdown.actorSystemTerminateReason())
                    .thenCompose(done -> ended())
                    .toCompletableFuture()
                    .get(STOP_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            abandon();
        } catch (ExecutionException | TimeoutException e) {
            LOG.warn("the actor system did not stop in order: {}", oneLine(e));
            abandon();
        }
    }

    /** Stops without a word to the others, as far as that is possible in a process that lives on. */
    void abandon() {
        system.terminate();
    }

    private static String oneLine(Throwable problem) {
        Throwable root = problem;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null
                ? root.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
