package io.craton.hsm.ops.console;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.actors.admin.NodeAnswer;
import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.OperationUse;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class RateHistoryTest {
    private static final long SECOND = 1_000_000_000L;
    private final RateHistory history = new RateHistory();

    @Test
    void tellsTheRateOfAllNodesTogether() {
        history.add(List.of(node("n1", 100), node("n2", 10)), 0);
        history.add(List.of(node("n1", 140), node("n2", 20)), 2 * SECOND);

        LiveUse use = history.live().getFirst();
        assertThat(use.mechanism()).isEqualTo("ECDSA");
        assertThat(use.perSecond()).isCloseTo(25, Offset.offset(0.01));
        assertThat(use.rates()).hasSize(RateHistory.SAMPLES).endsWith(25.0).startsWith(0.0);
        assertThat(use.p50Micros()).isBetween(20.0, 50.0);
    }

    @Test
    void countsNothingForANodeThatWasSilentOrBeganAnew() {
        history.add(List.of(node("n1", 1_000), silent("n2")), 0);
        history.add(List.of(node("n1", 5), node("n2", 900)), SECOND);

        assertThat(history.live()).isEmpty();
    }

    @Test
    void forgetsWhatIsOlderThanItKeeps() {
        history.add(List.of(node("n1", 0)), 0);
        history.add(List.of(node("n1", 10)), SECOND);
        for (int i = 2; i <= RateHistory.SAMPLES + 1; i++) {
            assertThat(history.live()).hasSize(1);
            history.add(List.of(node("n1", 10)), i * SECOND);
        }
        assertThat(history.live()).isEmpty();
    }

    private static NodeAnswer silent(String name) {
        return new NodeAnswer.Silent(name, Optional.empty());
    }

    private static NodeAnswer node(String name, long done) {
        List<Long> buckets = new ArrayList<>(Collections.nCopies(OperationUse.BUCKETS, 0L));
        buckets.set(2, done);
        return new NodeAnswer.Described(
                new NodeDescription(
                        name,
                        "1",
                        1,
                        true,
                        false,
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(new OperationUse(Mechanism.ECDSA, Operation.SIGN, 0, done * 30_000, buckets))),
                Instant.EPOCH);
    }
}
