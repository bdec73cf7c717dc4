package io.craton.hsm.actors.system;

import io.craton.hsm.actors.journal.SealingSetup;
import io.craton.hsm.actors.wire.TestMessages;
import io.craton.hsm.actors.wire.TestMessages.Ping;
import io.craton.hsm.actors.wire.TestMessages.Pong;
import io.craton.hsm.actors.wire.WireSetup;
import io.craton.hsm.crypto.seal.ClusterKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;
import org.apache.pekko.actor.typed.javadsl.AskPattern;
import org.apache.pekko.actor.typed.javadsl.Behaviors;

/** Node systems on loopback in this process, each with an actor that answers pings. */
public final class TestCluster implements AutoCloseable {
    public static final String HOST = "127.0.0.1";

    /** Nothing is persisted here; a node does not start without a key all the same. */
    private static final ClusterKey KEY = ClusterKey.of(new byte[ClusterKey.BYTES]);

    private final TestAuthority authority;
    private final List<NodeAddress> nodes = new ArrayList<>();
    private final List<NodeSystem> running = new ArrayList<>();

    public TestCluster(Path folder, int size) {
        authority = TestAuthority.create(folder, "ca");
        for (int i = 1; i <= size; i++) {
            nodes.add(new NodeAddress("n" + i, HOST, freePort()));
        }
    }

    public static SealingSetup sealing() {
        return new SealingSetup(KEY);
    }

    public TestAuthority authority() {
        return authority;
    }

    public List<NodeAddress> nodes() {
        return nodes;
    }

    /** With a certificate as it should be. */
    public NodeSystemSettings settings(String name) {
        return settings(name, authority.issue(name, "IP:127.0.0.1,DNS:" + name));
    }

    private NodeSystemSettings settings(String name, TlsFiles tls) {
        return new NodeSystemSettings("craton-test", name, nodes, tls);
    }

    public NodeSystem start(String name) {
        return start(settings(name));
    }

    public NodeSystem start(String name, TlsFiles tls) {
        return start(settings(name, tls));
    }

    private NodeSystem start(NodeSystemSettings settings) {
        NodeSystem node = launch(settings);
        running.add(node);
        return node;
    }

    /** Starts a system and its echo. */
    static NodeSystem launch(NodeSystemSettings settings) {
        NodeSystem node = NodeSystem.start(settings, new WireSetup(TestMessages.registry()), sealing());
        node.spawn(
                "echo",
                Behaviors.receive(Ping.class)
                        .onMessage(Ping.class, ping -> {
                            ping.replyTo().tell(new Pong(settings.self(), ping.text()));
                            return Behaviors.same();
                        })
                        .build());
        return node;
    }

    /** Asks the echo of {@code target} once, from {@code from}. */
    public static CompletionStage<Pong> ping(NodeSystem from, String target, String text, Duration timeout) {
        Address address = from.settings().addressOf(target).orElseThrow();
        ActorRef<Ping> echo = ActorRefResolver.get(from.system()).resolveActorRef(address + "/user/echo");
        return AskPattern.<Ping, Pong>ask(
                echo, replyTo -> new Ping(text, replyTo), timeout, from.system().scheduler());
    }

    @Override
    public void close() {
        running.parallelStream().forEach(NodeSystem::close);
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
