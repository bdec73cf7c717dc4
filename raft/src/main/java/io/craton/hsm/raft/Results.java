package io.craton.hsm.raft;

import java.util.concurrent.CompletableFuture;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.concurrent.Promise$;

/** Results in the form Pekko's plugins hand over. */
final class Results {
    private Results() {}

    /** The same result; a failure is the one that was thrown, not the wrapping it got on its way. */
    static <T> Future<T> of(CompletableFuture<T> result) {
        Promise<T> promise = Promise$.MODULE$.apply();
        var _ = result.whenComplete((value, failure) -> {
            if (failure == null) {
                promise.success(value);
            } else {
                promise.failure(Failures.cause(failure));
            }
        });
        return promise.future();
    }
}
