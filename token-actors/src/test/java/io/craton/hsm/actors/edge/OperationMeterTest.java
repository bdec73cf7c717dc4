package io.craton.hsm.actors.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.actors.admin.OperationUse;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

class OperationMeterTest {
    private final OperationMeter meter = new OperationMeter();

    @Test
    void tellsNothingOfWhatWasNeverUsed() {
        assertThat(meter.counts()).isEmpty();
    }

    @Test
    void countsByMechanismAndOperation() {
        meter.record(Mechanism.ECDSA, Operation.SIGN, true, 15_000);
        meter.record(Mechanism.ECDSA, Operation.VERIFY, true, 25_000);
        meter.record(Mechanism.ECDSA, Operation.SIGN, true, 35_000);

        List<OperationUse> counts = meter.counts();
        assertThat(counts).extracting(OperationUse::operation).containsExactly(Operation.SIGN, Operation.VERIFY);
        assertThat(counts.getFirst().done()).isEqualTo(2);
        assertThat(counts.getFirst().totalNanos()).isEqualTo(50_000);
        assertThat(counts.getFirst().buckets().subList(0, 4)).containsExactly(0L, 1L, 1L, 0L);
    }

    @Test
    void keepsRefusalsApartFromTimes() {
        meter.record(Mechanism.AES_GCM, Operation.DECRYPT, false, 99_000_000);

        OperationUse use = meter.counts().getFirst();
        assertThat(use.refused()).isEqualTo(1);
        assertThat(use.done()).isZero();
        assertThat(use.totalNanos()).isZero();
    }

    @Test
    void putsEachBoundIntoItsOwnBucketAndWhatIsOverIntoTheNext() {
        assertThat(OperationUse.bucketOf(0)).isZero();
        for (int i = 0; i < OperationUse.BOUNDS_MICROS.size(); i++) {
            long bound = OperationUse.BOUNDS_MICROS.get(i) * 1_000;
            assertThat(OperationUse.bucketOf(bound)).isEqualTo(i);
            assertThat(OperationUse.bucketOf(bound + 1)).isEqualTo(i + 1);
        }
        assertThat(OperationUse.bucketOf(Long.MAX_VALUE)).isEqualTo(OperationUse.BUCKETS - 1);
    }

    @Test
    void losesNothingOfWhatManyThreadsRecord() {
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int i = 0; i < 4_000; i++) {
                threads.execute(() -> meter.record(Mechanism.SHA256, Operation.DIGEST, true, 1_000));
            }
        }
        assertThat(meter.counts().getFirst().done()).isEqualTo(4_000);
    }
}
