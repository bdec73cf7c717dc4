package io.craton.hsm.ops.metrics;

import io.craton.hsm.actors.admin.OperationUse;
import io.craton.hsm.ops.api.MechanismView;
import io.prometheus.metrics.model.registry.Collector;
import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.List;
import java.util.function.Supplier;

/** How long operations of this node's sessions took, by mechanism: the meter's own buckets. Thread-safe. */
final class OperationHistogram implements Collector {
    private static final double MICROS = 1e6;
    private static final double NANOS = 1e9;

    private final Supplier<List<OperationUse>> uses;

    OperationHistogram(Supplier<List<OperationUse>> uses) {
        this.uses = uses;
    }

    @Override
    public HistogramSnapshot collect() {
        HistogramSnapshot.Builder histogram = HistogramSnapshot.builder()
                .name("craton_crypto_seconds")
                .help("How long operations that succeeded took, from the request's arrival to its result");
        uses.get().forEach(use -> histogram.dataPoint(point(use)));
        return histogram.build();
    }

    private static HistogramDataPointSnapshot point(OperationUse use) {
        ClassicHistogramBuckets.Builder buckets = ClassicHistogramBuckets.builder();
        for (int i = 0; i < OperationUse.BUCKETS; i++) {
            double bound = i < OperationUse.BOUNDS_MICROS.size()
                    ? OperationUse.BOUNDS_MICROS.get(i) / MICROS
                    : Double.POSITIVE_INFINITY;
            buckets.bucket(bound, use.buckets().get(i));
        }
        return HistogramDataPointSnapshot.builder()
                .labels(Labels.of(
                        "mechanism", use.mechanism().name(), "operation", MechanismView.word(use.operation())))
                .classicHistogramBuckets(buckets.build())
                .sum(use.totalNanos() / NANOS)
                .build();
    }
}
