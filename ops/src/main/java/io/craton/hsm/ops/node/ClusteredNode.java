package io.craton.hsm.ops.node;

import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.NodeDescription.Counter;
import io.craton.hsm.actors.admin.OperationUse;
import io.craton.hsm.auth.state.OperatorState;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.CryptoSettings;
import io.craton.hsm.crypto.CryptoStartException;
import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.crypto.seal.ClusterKeyException;
import io.craton.hsm.ops.admin.CertificateFile;
import io.craton.hsm.ops.admin.Drain;
import io.craton.hsm.ops.admin.LocalNode;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.operators.BreakGlassFile;
import io.craton.hsm.ops.operators.OperatorDesk;
import io.craton.hsm.ops.status.NodeReport;
import io.craton.hsm.raft.RaftNode;
import io.craton.hsm.raft.RaftPeer;
import io.craton.hsm.raft.RaftSettings;
import io.craton.hsm.raft.RaftStartException;
import io.craton.hsm.raft.TlsFiles;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node as it runs in a cluster: the cluster key, cryptography, consensus, and over them what answers applications. The latter is
 * started anew when its actor system has ended because the other nodes took this one for lost (it was paused or cut off): it goes on
 * where it was, without a restart of the process. Thread-safe.
 */
public final class ClusteredNode implements NodeAssembly.Running {
    private static final Logger LOG = LoggerFactory.getLogger(ClusteredNode.class);
    private static final long WATCH_MILLIS = 1_000;
    private static final Duration FIRST_ANSWER = Duration.ofSeconds(1);
    private static final long ASK_AGAIN_MILLIS = 100;

    private final NodeConfiguration configuration;
    private final ClusterKey clusterKey;
    private final CryptoModule crypto;
    private final RaftNode raft;
    private final GroupReports groups;
    private final Drain drain;
    private final LocalNode local;
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("craton-watch").factory());

    /** Null while it is being started anew. Written under this. */
    private volatile @Nullable ServingParts serving;

    /** Whether every token has answered since {@link #serving} was started. */
    private volatile boolean answered;

    /** Null where it is switched off. Written before the node is handed out. */
    private @Nullable AdminEndpoint api;

    private boolean closed;

    private ClusteredNode(NodeConfiguration configuration, ClusterKey clusterKey, CryptoModule crypto, RaftNode raft) {
        this.configuration = configuration;
        this.clusterKey = clusterKey;
        this.crypto = crypto;
        this.raft = raft;
        this.groups = new GroupReports(raft);
        this.drain = new Drain(
                () -> LeadershipHandOver.run(raft, configuration.cluster().nodes()));
        this.local = new LocalNode(
                NodeProcess.version(),
                raft,
                crypto,
                certificates(configuration),
                drain,
                this::serving,
                this::gatewayCounts,
                this::operations);
    }

    private static List<CertificateFile> certificates(NodeConfiguration configuration) {
        List<CertificateFile> files = new ArrayList<>();
        files.add(new CertificateFile("node", configuration.tls().certificate()));
        configuration.admin().ifPresent(admin -> files.add(new CertificateFile("admin", admin.certificate())));
        return files;
    }

    private List<Counter> gatewayCounts() {
        ServingParts parts = serving;
        return parts == null ? List.of() : GatewayCounts.of(parts.gatewayMetrics());
    }

    private List<OperationUse> operations() {
        ServingParts parts = serving;
        return parts == null ? List.of() : parts.operations();
    }

    /** Starts every part; see {@link NodeAssembly#start}. */
    public static ClusteredNode start(NodeConfiguration configuration) throws NodeStartException {
        try (Unwinding started = new Unwinding()) {
            ClusterKey clusterKey =
                    started.add(ClusterKey.load(configuration.cluster().keyFile()));
            ClusterKeyCheck.check(
                    clusterKey,
                    configuration.cluster().keyFile(),
                    configuration.node().dataDirectory());
            // The self-tests of cryptography take about as long as consensus does to start: both at once.
            CompletableFuture<CryptoModule> opening = openCrypto(configuration);
            RaftNode raft = started.add(startRaft(configuration, opening));
            CryptoModule crypto = started.add(opened(opening));
            ClusteredNode node = new ClusteredNode(configuration, clusterKey, crypto, raft);
            started.add(node.drain);
            if (configuration.admin().isPresent()) {
                node.api = started.add(
                        AdminEndpoint.start(configuration, configuration.admin().get(), node.access()));
            }
            node.startServing();
            var unused =
                    node.watch.scheduleWithFixedDelay(node::look, WATCH_MILLIS, WATCH_MILLIS, TimeUnit.MILLISECONDS);
            started.keep();
            return node;
        } catch (ClusterKeyException | RaftStartException | CryptoStartException e) {
            throw new NodeStartException(String.valueOf(e.getMessage()), e);
        }
    }

    private static CompletableFuture<CryptoModule> openCrypto(NodeConfiguration configuration) {
        CryptoSettings settings =
                new CryptoSettings(Optional.of(configuration.crypto().backendsDirectory()));
        return CompletableFuture.supplyAsync(
                () -> CryptoModule.open(settings),
                task -> Thread.ofPlatform().daemon().name("craton-crypto-start").start(task));
    }

    private static CryptoModule opened(CompletableFuture<CryptoModule> opening) {
        try {
            return opening.join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof CryptoStartException known) {
                throw known;
            }
            throw e;
        }
    }

    /** Where consensus does not start, the module that is being opened is not left behind. */
    private static RaftNode startRaft(NodeConfiguration configuration, CompletableFuture<CryptoModule> opening) {
        try {
            return RaftNode.start(settings(configuration));
        } catch (RuntimeException e) {
            var _ = opening.thenAccept(CryptoModule::close);
            throw e;
        }
    }

    private static RaftSettings settings(NodeConfiguration configuration) {
        NodeConfiguration.Tls tls = configuration.tls();
        return new RaftSettings(
                configuration.cluster().name(),
                configuration.node().name(),
                configuration.cluster().nodes().stream()
                        .map(member -> new RaftPeer(member.name(), member.host(), member.raftPort()))
                        .toList(),
                configuration.cluster().tokenGroups(),
                configuration.node().dataDirectory().resolve("raft"),
                new TlsFiles(tls.ca(), tls.certificate(), tls.privateKey()));
    }

    private synchronized void startServing() throws NodeStartException {
        ServingParts parts = ServingParts.start(configuration, raft, crypto, clusterKey, local);
        answered = false;
        serving = parts;
        watch.execute(this::askTokens);
        var _ = parts.ended().thenRunAsync(this::startServingAnew, watch);
    }

    private synchronized void startServingAnew() {
        ServingParts ended = serving;
        if (closed || ended == null) {
            return;
        }
        LOG.warn("the other nodes took this one for lost; it joins them again");
        serving = null;
        Unwinding.close(ended);
        try {
            startServing();
        } catch (NodeStartException | RuntimeException e) {
            failure.complete("the node could not join the others again: " + e.getMessage());
        }
    }

    /** Until every token has answered once, an application might be told that the cluster cannot be reached. */
    private void askTokens() {
        ServingParts parts = serving;
        if (parts == null) {
            return;
        }
        answered = parts.tokensAnswer(FIRST_ANSWER);
        if (answered) {
            Thread.ofVirtual().name("craton-break-glass").start(() -> ensureBreakGlass(parts));
        } else if (!watch.isShutdown()) {
            var unused = watch.schedule(this::askTokens, ASK_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    /** The account is made once for the cluster, by whichever node comes first. */
    private void ensureBreakGlass(ServingParts parts) {
        try {
            BreakGlassFile.ensureAccount(parts.operators(), configuration.node().dataDirectory());
        } catch (OperatorState.OperatorStateUnavailableException e) {
            LOG.warn("whether there is a break-glass account is not known yet: {}", e.getMessage());
        } catch (IOException e) {
            LOG.error("the break-glass account is not made: its password could not be written", e);
        }
    }

    private NodeAccess access() {
        return new NodeAccess() {
            @Override
            public Optional<AdminService> admin() {
                return Optional.ofNullable(serving).map(ServingParts::admin);
            }

            @Override
            public Optional<HsmService> hsm() {
                return Optional.ofNullable(serving).map(ServingParts::service);
            }

            @Override
            public Optional<OperatorDesk> operators() {
                return Optional.ofNullable(serving).map(ServingParts::desk);
            }

            @Override
            public NodeDescription self() {
                return local.describe();
            }
        };
    }

    private void look() {
        groups.dead()
                .ifPresent(group -> failure.complete("the replica of group " + group
                        + " has stopped for good; starting the node again lets it catch up from the others"));
    }

    @Override
    public boolean serving() {
        return serving != null && answered && groups.ready();
    }

    @Override
    public List<NodeReport.Group> groups() {
        return groups.all();
    }

    @Override
    public List<String> groupsLed() {
        return groups.led();
    }

    @Override
    public CompletionStage<String> failure() {
        return failure;
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        watch.shutdownNow();
        if (api != null) {
            Unwinding.close(api);
        }
        Unwinding.close(drain);
        ServingParts parts = serving;
        if (parts != null) {
            LeadershipHandOver.run(raft, configuration.cluster().nodes());
            Unwinding.close(parts);
        }
        Unwinding.close(raft);
        Unwinding.close(crypto);
        Unwinding.close(clusterKey);
    }
}
