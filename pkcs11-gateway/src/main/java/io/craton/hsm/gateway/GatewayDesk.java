package io.craton.hsm.gateway;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.gateway.request.Answer;
import io.craton.hsm.gateway.request.RequestDispatcher;
import io.craton.hsm.gateway.wire.Ckr;
import io.craton.hsm.gateway.wire.MalformedFrameException;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.Request;
import java.time.Duration;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the connections of a gateway share: the service they ask, who is connected, and how much is allowed. Thread-safe. */
final class GatewayDesk {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayDesk.class);

    private final HsmService hsm;
    private final GatewaySettings settings;
    private final GatewayCounters counters = new GatewayCounters();
    private final Applications applications;
    private final RequestDispatcher dispatcher;
    private final Greeting greeting;
    private final Semaphore places;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean closing;

    GatewayDesk(HsmService hsm, GatewaySettings settings) {
        this.hsm = hsm;
        this.settings = settings;
        this.applications = new Applications(settings.goneGrace());
        this.dispatcher = new RequestDispatcher(hsm, counters.deadlinesMissed, counters.requestsFailed);
        this.greeting = new Greeting(hsm, settings);
        this.places = new Semaphore(settings.maxConnections());
    }

    GatewaySettings settings() {
        return settings;
    }

    GatewayCounters counters() {
        return counters;
    }

    Applications applications() {
        return applications;
    }

    boolean isClosing() {
        return closing;
    }

    /** From now on no request begins. */
    void beginClosing() {
        closing = true;
    }

    /** Takes a place for one more connection; false when there is none. */
    boolean takePlace() {
        return places.tryAcquire();
    }

    void joined(Connection connection) {
        connections.add(connection);
        counters.connectionsAccepted.increment();
    }

    /** The connection's thread has nothing left to do. */
    void left(Connection connection, @Nullable ApplicationId application) {
        if (application != null) {
            applications.disconnected(application, System.nanoTime());
        }
        connections.remove(connection);
        places.release();
    }

    Set<Connection> connections() {
        return Collections.unmodifiableSet(connections);
    }

    Greeting.Result greet(Request.Handshake handshake, int peerUid) throws MalformedFrameException {
        try {
            return greeting.greet(handshake, peerUid);
        } catch (RuntimeException e) {
            counters.requestsFailed.increment();
            LOG.error("a handshake failed", e);
            return new Greeting.Result.Refusal(Ckr.DEVICE_ERROR);
        }
    }

    Answer answer(Call call, Request request) {
        return dispatcher.answer(call, request);
    }

    Answer goodbye(ApplicationId application) {
        applications.saidGoodbye(application);
        reportGone(application);
        return new Answer(Ckr.OK, 0, new Reply.Goodbye());
    }

    /** Called regularly: closes the connections whose peer stalls, and reports the applications that are gone. */
    void sweep(long nowNanos) {
        for (Connection connection : connections) {
            Progress progress = connection.progress();
            long standing = progress.standingNanos(nowNanos);
            switch (progress.phase()) {
                case GREETING -> {
                    if (exceeds(standing, settings.handshakeTimeout())) {
                        counters.handshakesTimedOut.increment();
                        connection.close();
                    }
                }
                case READING, WRITING -> {
                    if (exceeds(standing, settings.stallTimeout())) {
                        counters.framesStalled.increment();
                        connection.close();
                    }
                }
                case RESTING, WORKING -> {}
            }
        }
        applications.takeGone(nowNanos).forEach(this::reportGone);
    }

    private static boolean exceeds(long nanos, Duration limit) {
        return nanos > limit.toNanos();
    }

    private void reportGone(ApplicationId application) {
        try {
            hsm.applicationGone(application);
            counters.applicationsGone.increment();
        } catch (RuntimeException e) {
            LOG.error("the sessions of application {} could not be closed", application, e);
        }
    }

    GatewayMetrics metrics() {
        return counters.snapshot(connections.size(), applications.count());
    }
}
