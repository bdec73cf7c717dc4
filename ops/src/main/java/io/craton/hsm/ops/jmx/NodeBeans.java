package io.craton.hsm.ops.jmx;

import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.OperationUse;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.ops.api.Quantiles;
import io.craton.hsm.ops.api.Readings;
import io.craton.hsm.ops.operators.SignInCount;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Views of this node alone. */
final class NodeBeans {
    private NodeBeans() {}

    record Node(Readings readings) implements NodeMXBean {
        @Override
        public String getName() {
            return readings.self().node();
        }

        @Override
        public String getVersion() {
            return readings.self().version();
        }

        @Override
        public boolean isServing() {
            return readings.self().serving();
        }

        @Override
        public boolean isDraining() {
            return readings.self().draining();
        }

        @Override
        public long getUptimeSeconds() {
            return readings.self().uptimeSeconds();
        }
    }

    record Crypto(Readings readings, Mechanism mechanism, Operation operation) implements CryptoMXBean {
        private Optional<OperationUse> use() {
            return readings.self().operations().stream()
                    .filter(it -> it.mechanism() == mechanism && it.operation() == operation)
                    .findFirst();
        }

        private double quantile(double quantile) {
            return use().map(it -> Quantiles.micros(it.buckets(), quantile)).orElse(0.0);
        }

        @Override
        public long getCount() {
            return use().map(OperationUse::done).orElse(0L);
        }

        @Override
        public long getErrors() {
            return use().map(OperationUse::refused).orElse(0L);
        }

        @Override
        public double getP50Micros() {
            return quantile(0.5);
        }

        @Override
        public double getP99Micros() {
            return quantile(0.99);
        }
    }

    record Auth(Readings readings, String provider) implements AuthMXBean {
        private Optional<SignInCount> count() {
            return readings.signIns().get().stream()
                    .filter(it -> it.provider().equals(provider))
                    .findFirst();
        }

        @Override
        public long getAccepted() {
            return count().map(SignInCount::accepted).orElse(0L);
        }

        @Override
        public long getFailures() {
            return count().map(SignInCount::failures).orElse(0L);
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

        private List<NodeDescription.SelfTest> tests() {
            return backend().map(NodeDescription.Backend::tests).orElse(List.of());
        }

        @Override
        public String getTested() {
            return backend()
                    .map(it -> Instant.ofEpochMilli(it.testedMillis()).toString())
                    .orElse("");
        }

        @Override
        public int getPassed() {
            return (int)
                    tests().stream().filter(NodeDescription.SelfTest::passed).count();
        }

        @Override
        public int getFailed() {
            return tests().size() - getPassed();
        }

        @Override
        public long getMicros() {
            return tests().stream().mapToLong(NodeDescription.SelfTest::micros).sum();
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
        public long getCertNotAfterSeconds() {
            return notAfter().map(Instant::getEpochSecond).orElse(0L);
        }

        @Override
        public long getDaysLeft() {
            return notAfter()
                    .map(end -> Duration.between(clock.instant(), end).toDays())
                    .orElse(-1L);
        }
    }
}
