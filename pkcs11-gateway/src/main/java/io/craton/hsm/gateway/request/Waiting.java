package io.craton.hsm.gateway.request;

import io.craton.hsm.actors.Call;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** Waits on the connection's thread for a stage, until the call's deadline; a deadline missed is a DEVICE_ERROR. Thread-safe. */
final class Waiting {
    private final LongAdder missed;

    Waiting(LongAdder missed) {
        this.missed = missed;
    }

    /** @throws ServiceFailure when the stage failed, which is a defect: refusals are outcomes */
    <T> Outcome<T> await(CompletionStage<Outcome<T>> stage, Call call) {
        return await(stage, call, value -> {});
    }

    /** The same; a value that comes too late goes to {@code discard}. */
    <T> Outcome<T> await(CompletionStage<Outcome<T>> stage, Call call, Consumer<T> discard) {
        CompletableFuture<Outcome<T>> future = stage.toCompletableFuture();
        try {
            return future.get(call.remainingNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            missed.increment();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new ServiceFailure(e.getCause() == null ? e : e.getCause());
        }
        var unused = future.thenAccept(late -> {
            if (late instanceof Outcome.Done<T>(T value)) {
                discard.accept(value);
            }
        });
        return Outcome.refused(Fault.DEVICE_ERROR);
    }

    /** A stage failed with an exception. */
    static final class ServiceFailure extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ServiceFailure(Throwable cause) {
            super(cause);
        }
    }
}
