package io.craton.hsm.ops.jmx;

import io.craton.hsm.actors.TokenView.PinStanding;
import io.craton.hsm.ops.api.Readings;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks every second what has changed, at tokens every five, and has the cluster's MBean tell it. */
final class Watch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
    private static final int LOOKS_BETWEEN_TOKENS = 5;

    private final Readings readings;
    private final ClusterBean bean;
    private final BeanSet beans;
    private final Clock clock;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("craton-jmx-watch").factory());

    /** Of the worker alone, as the next two. */
    private @Nullable Situation before;

    private Set<String> locked = Set.of();
    private int looks;

    /** @param beans those of providers are added as they come up */
    Watch(Readings readings, ClusterBean bean, BeanSet beans, Clock clock) {
        this.readings = readings;
        this.bean = bean;
        this.beans = beans;
        this.clock = clock;
        long every = LOOK_EVERY.toMillis();
        var _ = worker.scheduleWithFixedDelay(this::look, every, every, TimeUnit.MILLISECONDS);
    }

    private void look() {
        try {
            if (looks++ % LOOKS_BETWEEN_TOKENS == 0) {
                locked = lockedSlots();
                beans.providers();
            }
            Situation now = Situation.of(readings.cluster(), locked, clock.instant());
            Situation earlier = before;
            if (earlier != null) {
                now = now.after(earlier);
                now.since(earlier).forEach(alert -> bean.send(alert, clock.millis()));
            }
            before = now;
        } catch (RuntimeException e) {
            // While the node joins the others again there is nothing to compare.
            LOG.debug("nothing is known of the cluster now: {}", e.toString());
        }
    }

    /** A slot whose leader does not answer stays as it was. */
    private Set<String> lockedSlots() {
        Set<String> found = new HashSet<>();
        readings.slots().all().forEach((slot, token) -> {
            String name = String.valueOf(slot.value());
            boolean isLocked =
                    token.map(it -> it.view().userPin() == PinStanding.LOCKED).orElseGet(() -> locked.contains(name));
            if (isLocked) {
                found.add(name);
            }
        });
        return found;
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
