package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.Consensus;
import io.craton.hsm.actors.HsmNode;
import io.craton.hsm.actors.shard.ShardRouter;
import io.craton.hsm.actors.token.TokenMessage;
import io.craton.hsm.actors.token.TokenReply;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.SlotId;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the leader of a token's group, wherever it is, until it answers or the deadline has passed. Thread-safe. */
public final class TokenClient {
    private static final Logger LOG = LoggerFactory.getLogger(TokenClient.class);

    private final Consensus consensus;
    private final ShardRouter<TokenMessage> router;

    public TokenClient(Consensus consensus, ShardRouter<TokenMessage> router) {
        this.consensus = consensus;
        this.router = router;
    }

    CompletionStage<TokenReply> askLater(
            SlotId slot, long deadlineNanos, Function<ActorRef<TokenReply>, TokenMessage> message) {
        return router.ask(HsmNode.groupOf(slot, consensus), slot.value(), message, deadlineNanos);
    }

    /** Asks and waits; {@code DEVICE_ERROR} where nobody answered in time. */
    public TokenReply ask(SlotId slot, long deadlineNanos, Function<ActorRef<TokenReply>, TokenMessage> message) {
        return answer(askLater(slot, deadlineNanos, message), deadlineNanos);
    }

    /** Waits for what was asked; {@code DEVICE_ERROR} where nobody answered in time. */
    TokenReply answer(CompletionStage<TokenReply> asked, long deadlineNanos) {
        try {
            return await(asked.toCompletableFuture(), deadlineNanos);
        } catch (TimeoutException e) {
            return new TokenReply.Refusal(Fault.DEVICE_ERROR);
        } catch (ExecutionException e) {
            LOG.warn("a token could not be asked: {}", String.valueOf(e.getCause()));
            return new TokenReply.Refusal(Fault.DEVICE_ERROR);
        }
    }

    /** Waits for a future until the deadline. An interrupt counts as the deadline. */
    static <T> T await(Future<T> future, long deadlineNanos) throws TimeoutException, ExecutionException {
        try {
            return future.get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TimeoutException("interrupted");
        }
    }
}
