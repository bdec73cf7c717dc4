package io.craton.hsm.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RateLimitTest {
    private final RateLimit limit = new RateLimit(3, 2);

    @Test
    void allowsTheBurstAndNotOneMore() {
        for (int i = 0; i < 3; i++) {
            assertThat(limit.allows("a", 0)).isTrue();
        }
        assertThat(limit.allows("a", 0)).isFalse();
        assertThat(limit.allows("b", 0)).isTrue();
    }

    @Test
    void allowsAsManyASecondAfterTheBurst() {
        for (int i = 0; i < 4; i++) {
            limit.allows("a", 0);
        }
        long later = Duration.ofSeconds(1).toNanos();
        assertThat(limit.allows("a", later)).isTrue();
        assertThat(limit.allows("a", later)).isTrue();
        assertThat(limit.allows("a", later)).isFalse();
    }

    @Test
    void remembersABoundedNumberOfSources() {
        for (int i = 0; i < 4; i++) {
            limit.allows("first", 0);
        }
        for (int i = 0; i < RateLimit.MAX_SOURCES - 1; i++) {
            limit.allows("source-" + i, 0);
        }
        assertThat(limit.allows("first", 0)).isFalse();
        for (int i = 0; i < RateLimit.MAX_SOURCES; i++) {
            limit.allows("other-" + i, 0);
        }
        assertThat(limit.allows("first", 0)).isTrue();
    }
}
