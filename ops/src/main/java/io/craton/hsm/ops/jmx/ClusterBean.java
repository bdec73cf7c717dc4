package io.craton.hsm.ops.jmx;

import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.ops.api.ClusterView;
import io.craton.hsm.ops.api.Readings;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;

/** The cluster, and the source of notifications. Thread-safe. */
final class ClusterBean extends NotificationBroadcasterSupport implements ClusterMXBean {
    private static final Duration DEADLINE = Duration.ofSeconds(10);

    private final Readings readings;
    private final AtomicLong sequence = new AtomicLong();

    ClusterBean(Readings readings) {
        super(new MBeanNotificationInfo(
                Alert.types(),
                Notification.class.getName(),
                "What changes in the cluster; user data names whom it is about"));
        this.readings = readings;
    }

    void send(Alert alert, long nowMillis) {
        Notification notification =
                new Notification(alert.type(), Names.CLUSTER, sequence.incrementAndGet(), nowMillis, alert.message());
        notification.setUserData(alert.subject());
        sendNotification(notification);
    }

    @Override
    public String getName() {
        return readings.cluster().name();
    }

    @Override
    public String getNode() {
        return readings.admin().self();
    }

    @Override
    public boolean isQuorumAvailable() {
        return readings.cluster().failureTolerance().quorum();
    }

    @Override
    public int getFailureTolerance() {
        return readings.cluster().failureTolerance().nodes();
    }

    @Override
    public String getFailureToleranceWords() {
        return readings.cluster().failureTolerance().words();
    }

    @Override
    public int getVoters() {
        return readings.cluster().nodes().size();
    }

    @Override
    public int getVersionSkew() {
        ClusterView cluster = readings.cluster();
        return Math.max(0, cluster.versions().size() - 1);
    }

    @Override
    public void transferLeadership(String group, String node) {
        AdminService admin = readings.admin();
        require(admin.transferLeadership(group, node, DEADLINE));
    }

    @Override
    public void drain(String node, boolean draining) {
        require(readings.admin().drain(node, draining, DEADLINE));
    }

    private static void require(Outcome<Outcome.Unit> outcome) {
        if (outcome instanceof Outcome.Refused<Outcome.Unit>(Fault fault)) {
            throw switch (fault) {
                case ARGUMENTS_BAD -> new IllegalArgumentException("there is no such group or node");
                case ACTION_PROHIBITED ->
                    new IllegalStateException("a node drains or does not answer: too few would be left to lead");
                default -> new IllegalStateException("it was not done in time: " + fault);
            };
        }
    }
}
