package io.craton.hsm.ops.node;

import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.status.NodeReport;
import io.craton.hsm.ops.status.StatusServer;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One node's life in this process: takes the data directory, answers on the status socket from the first moment, starts the parts
 * within a deadline, runs until a part fails for good or it is stopped. {@link #stop} may be called from any thread, also while the
 * node is starting.
 */
public final class NodeProcess {
    private static final Logger LOG = LoggerFactory.getLogger(NodeProcess.class);

    private final NodeConfiguration configuration;
    private final NodeAssembly assembly;
    private final CompletableFuture<String> failure = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile NodeAssembly.@Nullable Running running;
    private volatile boolean stopping;

    public NodeProcess(NodeConfiguration configuration, NodeAssembly assembly) {
        this.configuration = configuration;
        this.assembly = assembly;
    }

    /** The version of this program, as its jar says. */
    public static String version() {
        String version = NodeProcess.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }

    /**
     * Runs the node until it is stopped.
     *
     * @throws NodeStartException when it could not start, or when a part failed for good later; everything is stopped by then
     */
    @SuppressWarnings("try") // held, not used
    public void run() throws NodeStartException {
        try (DataDirectory data = DataDirectory.open(configuration.node().dataDirectory());
                StatusServer status = startStatus()) {
            try {
                NodeAssembly.Running parts = startParts();
                LOG.info(
                        "node {} of cluster {} started, gateway {}",
                        configuration.node().name(),
                        configuration.cluster().name(),
                        configuration.gateway().socket());
                parts.failure().thenAccept(failure::complete);
                awaitEnd();
            } finally {
                closeParts();
            }
        } finally {
            ended.complete(null);
        }
    }

    /**
     * Stops the node in good order and waits for that, at most for {@code limits.stop-seconds}.
     *
     * @return whether it ended within that time
     */
    public boolean stop() {
        stopping = true;
        failure.complete("");
        try {
            ended.get(configuration.limits().stop().toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("never completed exceptionally", e);
        }
    }

    /** How the node is now. */
    public NodeReport report() {
        NodeAssembly.Running parts = running;
        boolean serving = parts != null && !stopping && parts.serving();
        return new NodeReport(
                configuration.node().name(),
                ProcessHandle.current().pid(),
                serving,
                state(parts != null, serving),
                version(),
                parts == null ? List.of() : parts.groupsLed(),
                configuration.gateway().socket().toString(),
                configuration
                        .admin()
                        .map(admin -> "https://" + admin.host() + ":" + admin.port())
                        .orElse(null),
                parts == null ? List.of() : parts.groups());
    }

    private String state(boolean started, boolean serving) {
        if (stopping) {
            return "stopping";
        }
        if (!started) {
            return "starting";
        }
        return serving ? "serving" : "waiting";
    }

    private StatusServer startStatus() throws NodeStartException {
        try {
            return StatusServer.start(configuration.status().socket(), this::report);
        } catch (IOException e) {
            throw new NodeStartException(String.valueOf(e.getMessage()), e);
        }
    }

    /** On a thread of its own, so that a part that hangs cannot hang the process. */
    private NodeAssembly.Running startParts() throws NodeStartException {
        CompletableFuture<NodeAssembly.Running> started = new CompletableFuture<>();
        Thread.ofPlatform().name("craton-start").daemon(true).start(() -> {
            try {
                NodeAssembly.Running parts = assembly.start(configuration);
                running = parts;
                if (!started.complete(parts)) {
                    parts.close();
                }
            } catch (Throwable e) {
                started.completeExceptionally(e);
            }
        });
        long seconds = configuration.limits().start().toSeconds();
        NodeStartException gaveUp;
        try {
            // A stop that comes while parts are starting does not wait for them.
            CompletableFuture.anyOf(started, failure).get(seconds, TimeUnit.SECONDS);
            gaveUp = new NodeStartException("stopped while starting");
        } catch (TimeoutException e) {
            gaveUp = new NodeStartException("node " + configuration.node().name() + " did not start within " + seconds
                    + " s (limits.start-seconds)");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            gaveUp = new NodeStartException("interrupted while starting", e);
        } catch (ExecutionException e) {
            throw startFailure(e.getCause());
        }
        if (started.completeExceptionally(gaveUp)) {
            throw gaveUp;
        }
        return started.join();
    }

    private static NodeStartException startFailure(@Nullable Throwable cause) {
        return switch (cause) {
            case NodeStartException known -> known;
            case null -> new NodeStartException("a part failed without saying why");
            case Throwable unforeseen -> {
                LOG.error("a part failed to start", unforeseen);
                yield new NodeStartException("a part failed to start: " + unforeseen, unforeseen);
            }
        };
    }

    private void awaitEnd() throws NodeStartException {
        String reason = failure.join();
        if (!reason.isEmpty()) {
            LOG.error("node {} cannot go on: {}", configuration.node().name(), reason);
            throw new NodeStartException(reason);
        }
        LOG.info("node {} is stopping", configuration.node().name());
    }

    private void closeParts() {
        stopping = true;
        NodeAssembly.Running parts = running;
        if (parts != null) {
            parts.close();
        }
    }
}
