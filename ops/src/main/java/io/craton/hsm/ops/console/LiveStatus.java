package io.craton.hsm.ops.console;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.http.RouteCaller;
import io.craton.hsm.ops.http.RouteCaller.Reply;
import io.javalin.http.Context;
import jakarta.servlet.ServletOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How the cluster is now, pushed to browsers as server-sent events, one virtual thread for each. What is pushed comes from the API, asked as the
 * operator who looks. Thread-safe.
 */
final class LiveStatus implements AutoCloseable {
    /** Browsers that may look at once. */
    static final int MAX_STREAMS = 32;

    private static final Logger LOG = LoggerFactory.getLogger(LiveStatus.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    /** As often as a node asks the others how they are. */
    private static final Duration SAMPLE_EVERY = Duration.ofSeconds(2);

    private final RouteCaller api;
    private final RateHistory history = new RateHistory();
    private final Semaphore streams = new Semaphore(MAX_STREAMS);
    private final CountDownLatch closing = new CountDownLatch(1);
    private final ScheduledExecutorService sampling = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("craton-console-rates").factory());

    LiveStatus(RouteCaller api, NodeAccess node) {
        this.api = api;
        long every = SAMPLE_EVERY.toMillis();
        var _ = sampling.scheduleWithFixedDelay(() -> sample(node), 0, every, TimeUnit.MILLISECONDS);
    }

    private void sample(NodeAccess node) {
        try {
            node.admin().ifPresent(admin -> history.add(admin.lastKnown(), System.nanoTime()));
        } catch (RuntimeException e) {
            LOG.warn("no rates of this moment: {}", e.toString());
        }
    }

    /** How the cluster is, or why that cannot be told. */
    record Now(Reply cluster, Optional<JsonNode> sealed, List<LiveUse> uses) {}

    Now now(RouteCaller.Caller caller) {
        return new Now(
                api.get(caller, "/api/v1/cluster", Map.of(), Map.of()),
                api.get(caller, "/health/sealed", Map.of(), Map.of()).answer(),
                history.live());
    }

    List<LiveUse> uses() {
        return history.live();
    }

    /**
     * Sends the status to one browser every second, until it goes, {@code visit} is empty, or the console closes.
     *
     * @param render makes the part of the page that is replaced
     */
    void stream(Context context, Supplier<Optional<Visit>> visit, Function<Now, String> render) throws IOException {
        if (!streams.tryAcquire()) {
            context.status(503).contentType("text/plain").result("Too many browsers look at this node's status.");
            return;
        }
        try {
            context.status(200).contentType("text/event-stream");
            ServletOutputStream out = context.res().getOutputStream();
            Optional<Visit> present = visit.get();
            while (present.isPresent() && !ended()) {
                send(out, "status", render.apply(now(present.get().caller())));
                if (closing.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
                present = visit.get();
            }
            send(out, "over", "signed out");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IOException e) {
            // The only way a server learns that the browser has gone.
            LOG.debug("a browser left: {}", e.toString());
        } finally {
            streams.release();
        }
    }

    private boolean ended() {
        return closing.getCount() == 0;
    }

    private static void send(ServletOutputStream out, String event, String text) throws IOException {
        StringBuilder message = new StringBuilder("event: ").append(event).append('\n');
        text.lines().forEach(line -> message.append("data: ").append(line).append('\n'));
        out.write(message.append('\n').toString().getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Ends every stream. */
    @Override
    public void close() {
        closing.countDown();
        sampling.shutdownNow();
    }
}
