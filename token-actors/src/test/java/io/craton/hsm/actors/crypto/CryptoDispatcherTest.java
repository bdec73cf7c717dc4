package io.craton.hsm.actors.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CryptoDispatcherTest {
    private final CryptoDispatcher dispatcher = CryptoDispatcher.of(2);
    private final CountDownLatch mayEnd = new CountDownLatch(1);

    @AfterEach
    void close() {
        mayEnd.countDown();
        dispatcher.close();
    }

    @Test
    void runsShortWorkOnTheThreadThatAsks() {
        assertThat(dispatcher.onCallerThread(soon(), Thread::currentThread)).contains(Thread.currentThread());
        assertThat(dispatcher.load().running()).isZero();
    }

    @Test
    void runsNoMoreAtOnceThanItHasPermits() {
        CompletableFuture<?> first = occupyPermit();
        CompletableFuture<?> second = occupyPermit();
        await().until(() -> dispatcher.load().running() == 2);
        CompletableFuture<Optional<String>> third =
                CompletableFuture.supplyAsync(() -> dispatcher.onCallerThread(soon(), () -> "ran"));
        await().until(() -> dispatcher.load().waiting() == 1);
        assertThat(third).isNotDone();
        mayEnd.countDown();
        assertThat(third.join()).contains("ran");
        CompletableFuture.allOf(first, second).join();
        assertThat(dispatcher.load()).isEqualTo(new CryptoDispatcher.Load(0, 0, 0, 0));
    }

    @Test
    void refusesWorkThatGetsNoPermitBeforeItsDeadline() {
        var _ = occupyPermit();
        var _ = occupyPermit();
        await().until(() -> dispatcher.load().running() == 2);
        long started = System.nanoTime();
        long deadline = started + Duration.ofMillis(50).toNanos();
        assertThat(dispatcher.onCallerThread(deadline, () -> "ran")).isEmpty();
        assertThat(System.nanoTime() - started)
                .isGreaterThanOrEqualTo(Duration.ofMillis(50).toNanos());
        assertThat(dispatcher.load().refused()).isEqualTo(1);
    }

    @Test
    void givesThePermitBackWhenTheWorkFails() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> dispatcher.onCallerThread(soon(), CryptoDispatcherTest::fail))
                    .isInstanceOf(IllegalStateException.class);
        }
        assertThat(dispatcher.load().running()).isZero();
    }

    @Test
    void treatsAnInterruptAsTheDeadlineAndKeepsIt() {
        var _ = occupyPermit();
        var _ = occupyPermit();
        await().until(() -> dispatcher.load().running() == 2);
        Thread.currentThread().interrupt();
        assertThat(dispatcher.onCallerThread(soon(), () -> "ran")).isEmpty();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void queuesLongWorkUpToItsBoundAndRefusesWhatIsBeyond() throws Exception {
        List<CompletableFuture<Integer>> accepted = new ArrayList<>();
        // Two run, the rest waits.
        for (int i = 0; i < 2 + CryptoDispatcher.MAX_QUEUED; i++) {
            accepted.add(submitBlocked(i));
        }
        assertThat(dispatcher.load().queuedPins()).isEqualTo(CryptoDispatcher.MAX_QUEUED);
        CompletableFuture<Integer> oneTooMany = submitBlocked(0);
        assertThatThrownBy(() -> oneTooMany.get(5, TimeUnit.SECONDS))
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(dispatcher.load().refused()).isEqualTo(1);
        mayEnd.countDown();
        for (int i = 0; i < accepted.size(); i++) {
            assertThat(accepted.get(i).get(20, TimeUnit.SECONDS)).isEqualTo(i);
        }
    }

    @Test
    void keepsLongWorkOffThePermits() {
        var _ = submitBlocked(1);
        var _ = submitBlocked(2);
        assertThat(dispatcher.onCallerThread(soon(), () -> "ran")).contains("ran");
    }

    @Test
    void takesNoLongWorkOnceClosed() {
        dispatcher.close();
        assertThat(dispatcher.submit(() -> 1).toCompletableFuture()).isCompletedExceptionally();
    }

    @Test
    void needsAtLeastOneThread() {
        assertThatThrownBy(() -> CryptoDispatcher.of(0)).isInstanceOf(IllegalArgumentException.class);
        CryptoDispatcher.of(1).close();
    }

    private CompletableFuture<?> occupyPermit() {
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread.ofPlatform().daemon().start(() -> {
            dispatcher.onCallerThread(soon(), this::waitUntilTheTestEnds);
            ended.complete(null);
        });
        return ended;
    }

    private CompletableFuture<Integer> submitBlocked(int answer) {
        return dispatcher
                .submit(() -> {
                    waitUntilTheTestEnds();
                    return answer;
                })
                .toCompletableFuture();
    }

    private boolean waitUntilTheTestEnds() {
        try {
            return mayEnd.await(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String fail() {
        throw new IllegalStateException("as the test asked");
    }

    private static long soon() {
        return System.nanoTime() + Duration.ofSeconds(20).toNanos();
    }
}
