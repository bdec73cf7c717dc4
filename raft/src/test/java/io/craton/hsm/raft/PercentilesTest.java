package io.craton.hsm.raft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class PercentilesTest {
    @Test
    void takesTheNearestRank() {
        Percentiles hundred =
                new Percentiles(LongStream.rangeClosed(1, 100).map(n -> 101 - n).toArray());
        assertThat(hundred.p50()).isEqualTo(50);
        assertThat(hundred.p99()).isEqualTo(99);
        assertThat(hundred.max()).isEqualTo(100);
    }

    @Test
    void takesTheOnlyOne() {
        Percentiles one = new Percentiles(7);
        assertThat(one.p50()).isEqualTo(7);
        assertThat(one.p99()).isEqualTo(7);
        assertThat(one.max()).isEqualTo(7);
    }

    @Test
    void refusesWhatHasNoPercentile() {
        assertThatThrownBy(Percentiles::new).isInstanceOf(IllegalArgumentException.class);
    }
}
