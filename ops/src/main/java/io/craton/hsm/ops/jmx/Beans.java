package io.craton.hsm.ops.jmx;

import io.craton.hsm.actors.TokenView.PinStanding;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.TokenDescription;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.ops.api.ClusterView;
import io.craton.hsm.ops.api.Readings;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Function;

/** Views of what is known of the whole cluster. */
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

        @Override
        public boolean isLeads() {
            return readings.self().groups().stream()
                    .anyMatch(group -> group.name().equals(name) && group.role() == NodeDescription.Role.LEADER);
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

        private Optional<Instant> notAfter() {
            return view().certificates().stream()
                    .map(it -> Instant.parse(it.notAfter()))
                    .min(Comparator.naturalOrder());
        }

        @Override
        public String getCertNotAfter() {
            return notAfter().map(Instant::toString).orElse("");
        }

        @Override
        public long getCertNotAfterSeconds() {
            return notAfter().map(Instant::getEpochSecond).orElse(0L);
        }
    }

    record Slot(Readings readings, SlotId id) implements SlotMXBean {
        private <T> T token(Function<TokenDescription, T> attribute, T otherwise) {
            return readings.slots().token(id).map(attribute).orElse(otherwise);
        }

        @Override
        public boolean isAnswers() {
            return readings.slots().token(id).isPresent();
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
}
