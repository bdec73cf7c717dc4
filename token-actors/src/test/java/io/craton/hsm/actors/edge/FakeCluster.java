package io.craton.hsm.actors.edge;

import static org.awaitility.Awaitility.await;

import io.craton.hsm.actors.HsmNode;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.NodeAnswer;
import io.craton.hsm.actors.agreed.AgreedKind;
import io.craton.hsm.actors.agreed.AgreedState;
import io.craton.hsm.actors.agreed.AgreedStates;
import io.craton.hsm.actors.journal.MemoryLog;
import io.craton.hsm.actors.journal.PersistedType;
import io.craton.hsm.actors.journal.SealingSetup;
import io.craton.hsm.actors.system.NodeSystem;
import io.craton.hsm.actors.system.TestCluster;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.CryptoSettings;
import io.craton.hsm.crypto.seal.ClusterKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.javadsl.Adapter;
import org.apache.pekko.remote.RARP;
import org.apache.pekko.remote.RemoteTransport;
import org.apache.pekko.remote.transport.ThrottlerTransportAdapter;
import org.apache.pekko.remote.transport.ThrottlerTransportAdapter.Direction;
import org.apache.pekko.remote.transport.ThrottlerTransportAdapter.ThrottleMode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import scala.jdk.javaapi.FutureConverters;

/**
 * Three nodes in this process over real transports, with one history and a leader of the test's choice. Started once for all test classes; each test
 * takes a slot nobody else uses.
 */
public final class FakeCluster implements AutoCloseable {
    public static final List<String> NODES = List.of("n1", "n2", "n3");
    private static final int SLOTS = 64;
    private static final Duration START = Duration.ofSeconds(60);
    private static final int CRYPTO_THREADS = 4;

    private final FakeConsensus consensus = new FakeConsensus();
    private final MemoryLog log = consensus.log();
    private final Path folder;
    private final CryptoModule crypto = CryptoModule.open(new CryptoSettings(Optional.empty()));
    private final Map<String, NodeSystem> systems = new HashMap<>();
    private final Map<String, HsmNode> nodes = new HashMap<>();
    private final Map<String, AdminService> admins = new HashMap<>();
    private final Map<String, AgreedStates> tallies = new HashMap<>();
    private final AtomicInteger slots = new AtomicInteger();
    private @Nullable SlotId common;

    private FakeCluster() {
        try {
            folder = Files.createTempDirectory("craton-fake-cluster");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        byte[] key = new byte[ClusterKey.BYTES];
        new SecureRandom().nextBytes(key);
        try (TestCluster network = new TestCluster(folder, NODES.size())) {
            NODES.parallelStream().forEach(name -> start(network, name, key.clone()));
        }
        consensus.lead("n1");
        await().atMost(START)
                .until(() -> admins.values().stream()
                        .allMatch(admin -> admin.nodes().stream().allMatch(NodeAnswer.Described.class::isInstance)));
    }

    private void start(TestCluster network, String name, byte[] key) {
        ClusterKey clusterKey = ClusterKey.of(key);
        NodeSystem system = NodeSystem.start(
                network.settings(name),
                new MemoryLog.OnNode(log, name),
                new SealingSetup(clusterKey, TALLY.stateType(), TALLY.eventType()));
        HsmNode node = HsmNode.start(system, consensus.viewOf(name), crypto, clusterKey, SLOTS, CRYPTO_THREADS);
        AdminService admin = node.startAdmin(system, consensus.viewOf(name), new FakeFacts(name), Clock.systemUTC());
        synchronized (nodes) {
            admins.put(name, admin);
            tallies.put(name, AgreedStates.start(system, consensus.viewOf(name), List.of(TALLY)));
            systems.put(name, system);
            nodes.put(name, node);
        }
    }

    /** A number that the cluster agrees on. */
    public record Tally(long sum) {}

    public record Added(long by) {}

    private static final AgreedKind<Tally, Added> TALLY = new AgreedKind<>(
            3,
            "tally",
            new Tally(0),
            (tally, added) -> new Tally(tally.sum() + added.by()),
            new PersistedType<>("test.tally", Tally.class, tally -> bytes(tally.sum()), it -> new Tally(number(it))),
            new PersistedType<>("test.added", Added.class, added -> bytes(added.by()), it -> new Added(number(it))));

    private static byte[] bytes(long value) {
        return ByteBuffer.allocate(Long.BYTES).putLong(value).array();
    }

    private static long number(byte[] bytes) {
        return ByteBuffer.wrap(bytes).getLong();
    }

    public AgreedState<Tally, Added> tally(String node) {
        return Objects.requireNonNull(tallies.get(node)).state(TALLY);
    }

    public FakeConsensus consensus() {
        return consensus;
    }

    MemoryLog log() {
        return log;
    }

    HsmService service(String node) {
        HsmNode found = nodes.get(node);
        if (found == null) {
            throw new IllegalArgumentException("no node " + node);
        }
        return found.service();
    }

    AdminService admin(String node) {
        return Objects.requireNonNull(admins.get(node));
    }

    /** A slot that no other test uses. */
    SlotId freshSlot() {
        return new SlotId(slots.getAndIncrement());
    }

    /** A slot with a token that is initialised as {@link TestApplication} does; for tests that leave its PINs alone. */
    synchronized SlotId commonSlot() {
        if (common == null) {
            common = freshSlot();
            TestApplication.initialize(this, common);
        }
        return common;
    }

    /** The leader is another node than {@code node}, and all know it. */
    public void leadElsewhereThan(String node) {
        NODES.stream()
                .filter(name -> !name.equals(node) && !consensus.leads(name))
                .findFirst()
                .ifPresent(consensus::lead);
    }

    /** No message reaches {@code node} or leaves it. */
    void cut(String node) {
        consensus.cut(node);
        throttle(node, ThrottlerTransportAdapter.Blackhole$.MODULE$);
    }

    void heal(String node) {
        throttle(node, ThrottlerTransportAdapter.Unthrottled$.MODULE$);
        consensus.heal(node);
    }

    private void throttle(String node, ThrottleMode mode) {
        NodeSystem system = Objects.requireNonNull(systems.get(node));
        RemoteTransport transport = ((RARP) RARP.apply(Adapter.toClassic(system.system())))
                .provider()
                .transport();
        for (String other : NODES) {
            if (!other.equals(node)) {
                Address address = system.settings().addressOf(other).orElseThrow();
                order(transport, new ThrottlerTransportAdapter.SetThrottle(address, bothDirections(), mode));
            }
        }
    }

    private static void order(RemoteTransport transport, ThrottlerTransportAdapter.SetThrottle order) {
        try {
            FutureConverters.asJava(transport.managementCommand(order))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        } catch (Exception e) {
            throw new IllegalStateException("the transport cannot be cut", e);
        }
    }

    /** Java has no name for it. */
    private static Direction bothDirections() {
        try {
            return (Direction) Class.forName(Direction.class.getName() + "$Both$")
                    .getField("MODULE$")
                    .get(null);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        tallies.values().forEach(AgreedStates::close);
        nodes.values().forEach(HsmNode::close);
        systems.values().parallelStream().forEach(NodeSystem::close);
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Gives test classes the one cluster of the run. */
    public static final class Shared implements ParameterResolver {
        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == FakeCluster.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .computeIfAbsent(FakeCluster.class, _ -> new FakeCluster(), FakeCluster.class);
        }
    }
}
