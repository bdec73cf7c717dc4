package io.craton.hsm.ops.jmx;

import io.craton.hsm.actors.TokenView.PinStanding;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.TokenDescription;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.ops.api.ClusterView;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

/** One view each of what the readings know. */
final class Beans {
    private Beans() {}

    record Group(Readings readings, String name) implements GroupMXBean {
        private ClusterView.Group view() {
            return readings.cluster().groups().stream()
                    .filter(group -> group.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalStateException("no node tells of " + name));
        }

        @Override
        public String getLeaderId() {
            String leader = view().leader();
            return leader == null ? "" : leader;
        }

        @Override
        public long getTerm() {
            return view().term();
        }

        @Override
        public long getCommitIndex() {
            return view().committedIndex();
        }

        @Override
        public long getAppliedIndex() {
            return readings.self().groups().stream()
                    .filter(group -> group.name().equals(name))
                    .mapToLong(NodeDescription.Group::appliedIndex)
                    .findFirst()
                    .orElse(-1);
        }
    }

    record Peer(Readings readings, String id, Clock clock) implements PeerMXBean {
        private ClusterView.Node view() {
            return readings.cluster().nodes().stream()
                    .filter(node -> node.name().equals(id))
                    .findFirst()
                    .orElseThrow();
        }

        @Override
        public boolean isAnswers() {
            return view().answers();
        }

        @Override
        public boolean isServing() {
            return Boolean.TRUE.equals(view().serving());
        }

        @Override
        public boolean isDraining() {
            return Boolean.TRUE.equals(view().draining());
        }

        @Override
        public String getLeads() {
            return String.join(" ", view().leads());
        }

        @Override
        public long getLagEntries() {
            return view().groups().stream()
                    .mapToLong(ClusterView.Replica::lagEntries)
                    .max()
                    .orElse(0);
        }

        @Override
        public long getLastContactSeconds() {
            String last = view().lastContact();
            return last == null
                    ? -1
                    : Math.max(
                            0,
                            Duration.between(Instant.parse(last), clock.instant())
                                    .toSeconds());
        }

        @Override
        public String getVersion() {
            String version = view().version();
            return version == null ? "" : version;
        }

        @Override
        public String getCertNotAfter() {
            return view().certificates().stream()
                    .map(ClusterView.Certificate::notAfter)
                    .min(Comparator.comparing(Instant::parse))
                    .orElse("");
        }
    }

    record Slot(Readings readings, SlotId id) implements SlotMXBean {
        private <T> T token(Function<TokenDescription, T> attribute, T otherwise) {
            return readings.token(id).map(attribute).orElse(otherwise);
        }

        @Override
        public boolean isAnswers() {
            return readings.token(id).isPresent();
        }

        @Override
        public boolean isInitialized() {
            return token(it -> it.view().initialized(), false);
        }

        @Override
        public String getTokenLabel() {
            return token(it -> it.view().initialized() ? it.view().label() : "", "");
        }

        @Override
        public int getObjects() {
            return token(TokenDescription::objects, 0);
        }

        @Override
        public int getApplications() {
            return token(TokenDescription::applications, 0);
        }

        @Override
        public int getSessions() {
            return token(it -> it.view().sessions(), 0);
        }

        @Override
        public int getLoggedIn() {
            return token(TokenDescription::logins, 0);
        }

        @Override
        public int getFailedLogins() {
            return token(TokenDescription::userPinFailures, 0);
        }

        @Override
        public boolean isLocked() {
            return token(it -> it.view().userPin() == PinStanding.LOCKED, false);
        }
    }

    record SelfTest(Readings readings, String name) implements SelfTestMXBean {
        private Optional<NodeDescription.Backend> backend() {
            return readings.self().backends().stream()
                    .filter(it -> it.name().equals(name))
                    .findFirst();
        }

        @Override
        public boolean isUsable() {
            return backend().map(NodeDescription.Backend::usable).orElse(false);
        }

        @Override
        public String getVersion() {
            return backend().map(NodeDescription.Backend::version).orElse("");
        }

        @Override
        public String getDetail() {
            return backend().map(NodeDescription.Backend::detail).orElse("");
        }
    }

    record Tls(Readings readings, String use, Clock clock) implements TlsMXBean {
        private Optional<Instant> notAfter() {
            return readings.self().certificates().stream()
                    .filter(it -> it.use().equals(use))
                    .map(it -> Instant.ofEpochMilli(it.notAfterMillis()))
                    .findFirst();
        }

        @Override
        public String getCertNotAfter() {
            return notAfter().map(Instant::toString).orElse("");
        }

        @Override
        public long getDaysLeft() {
            return notAfter()
                    .map(end -> Duration.between(clock.instant(), end).toDays())
                    .orElse(-1L);
        }
    }

    record Gateway(Readings readings) implements GatewayMXBean {
        private long counter(String name) {
            return readings.self().counters().stream()
                    .filter(it -> it.name().equals(name))
                    .mapToLong(NodeDescription.Counter::value)
                    .findFirst()
                    .orElse(0);
        }

        @Override
        public long getConnectionsOpen() {
            return counter("connectionsOpen");
        }

        @Override
        public long getApplicationsPresent() {
            return counter("applicationsPresent");
        }

        @Override
        public long getConnectionsAccepted() {
            return counter("connectionsAccepted");
        }

        @Override
        public long getConnectionsRefused() {
            return counter("connectionsRefused");
        }

        @Override
        public long getRequests() {
            return counter("requests");
        }

        @Override
        public long getRequestsFailed() {
            return counter("requestsFailed");
        }

        @Override
        public long getDeadlinesMissed() {
            return counter("deadlinesMissed");
        }

        @Override
        public long getHandshakesRefused() {
            return counter("handshakesRefused");
        }
    }
}
