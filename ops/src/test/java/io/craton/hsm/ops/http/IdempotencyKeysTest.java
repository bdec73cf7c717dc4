package io.craton.hsm.ops.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.ops.http.IdempotencyKeys.Found;
import java.util.Map;
import org.junit.jupiter.api.Test;

class IdempotencyKeysTest {
    private static final OperatorId ANNE = new OperatorId("certificate", "anne");
    private static final OperatorId BOB = new OperatorId("certificate", "bob");
    private static final ApiResponse DONE = new ApiResponse(200, "application/json", new byte[] {'1'}, Map.of());

    private final IdempotencyKeys keys = new IdempotencyKeys();
    private final byte[] request = keys.digest("POST /a", new byte[] {1});

    @Test
    void givesTheFirstAnswerAgain() {
        assertThat(keys.begin(ANNE, "k", request, 0)).isEqualTo(Found.First.FIRST);
        assertThat(keys.begin(ANNE, "k", request, 0)).isEqualTo(Found.UnderWay.UNDER_WAY);
        keys.finish(ANNE, "k", DONE);
        assertThat(keys.begin(ANNE, "k", request, 0)).isEqualTo(new Found.Replay(DONE));
    }

    @Test
    void refusesAKeyUsedForAnotherRequest() {
        keys.begin(ANNE, "k", request, 0);
        assertThat(keys.begin(ANNE, "k", keys.digest("POST /a", new byte[] {2}), 0))
                .isEqualTo(Found.Another.ANOTHER);
        assertThat(keys.begin(ANNE, "k", keys.digest("POST /b", new byte[] {1}), 0))
                .isEqualTo(Found.Another.ANOTHER);
    }

    @Test
    void keepsOperatorsApart() {
        keys.begin(ANNE, "k", request, 0);
        keys.finish(ANNE, "k", DONE);
        assertThat(keys.begin(BOB, "k", request, 0)).isEqualTo(Found.First.FIRST);
    }

    @Test
    void doesNotKeepAnAnswerThatAsksToTryAgain() {
        keys.begin(ANNE, "k", request, 0);
        keys.finish(ANNE, "k", new ApiResponse(503, "application/problem+json", new byte[0], Map.of()));
        assertThat(keys.begin(ANNE, "k", request, 0)).isEqualTo(Found.First.FIRST);
    }

    @Test
    void forgetsAfterItsTime() {
        keys.begin(ANNE, "k", request, 0);
        keys.finish(ANNE, "k", DONE);
        long kept = IdempotencyKeys.KEPT.toNanos();
        assertThat(keys.begin(ANNE, "k", request, kept - 1)).isEqualTo(new Found.Replay(DONE));
        assertThat(keys.begin(ANNE, "k", request, kept)).isEqualTo(Found.First.FIRST);
    }

    @Test
    void remembersABoundedNumberForOneOperator() {
        for (int i = 0; i < IdempotencyKeys.MAX_KEPT_OF_ONE; i++) {
            assertThat(keys.begin(ANNE, "k" + i, request, 0)).isEqualTo(Found.First.FIRST);
        }
        assertThat(keys.begin(ANNE, "one-more", request, 0)).isEqualTo(Found.Full.FULL);
        assertThat(keys.begin(BOB, "k", request, 0)).isEqualTo(Found.First.FIRST);
    }

    @Test
    void takesPrintableKeysOfUpTo128Characters() {
        assertThat(IdempotencyKeys.isKey("x".repeat(128))).isTrue();
        assertThat(IdempotencyKeys.isKey("x".repeat(129))).isFalse();
        assertThat(IdempotencyKeys.isKey("")).isFalse();
        assertThat(IdempotencyKeys.isKey("a b")).isFalse();
    }
}
