package io.craton.hsm.actors.agreed;

import io.craton.hsm.actors.shard.ShardRouter;
import io.craton.hsm.core.Octets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/**
 * A state that the cluster agrees on, as any node reads and changes it. A change is decided here, on the latest state known, and becomes part
 * of the state only if that is still the latest; else it is decided again. Thread-safe; every method blocks the calling thread.
 */
public final class AgreedState<S, E> {
    /** What a change comes to: events, none where there is nothing to change, and what to tell whoever asked for it. */
    public record Change<E, A>(List<E> events, A answer) {}

    /** No majority answered in time. Whether a change took effect is not known. */
    public static final class UnavailableException extends Exception {
        private static final long serialVersionUID = 1L;

        UnavailableException(String message) {
            super(message);
        }
    }

    private record Versioned<S>(long version, S state) {}

    private final AgreedKind<S, E> kind;
    private final ShardRouter<AgreedMessage> router;
    private volatile @Nullable Versioned<S> latestKnown;

    AgreedState(AgreedKind<S, E> kind, ShardRouter<AgreedMessage> router) {
        this.kind = kind;
        this.router = router;
    }

    /** The state with at least every change that was acknowledged, on any node, before this call. */
    public S read(Duration patience) throws UnavailableException {
        return fetch(System.nanoTime() + patience.toNanos()).state();
    }

    /**
     * Has {@code decide} make a change, which is committed when this returns.
     *
     * @param decide a pure function; called again with a newer state where another change came first
     */
    public <A> A change(Duration patience, Function<S, Change<E, A>> decide) throws UnavailableException {
        long deadline = System.nanoTime() + patience.toNanos();
        Versioned<S> base = latestKnown;
        boolean isFresh = base == null;
        if (base == null) {
            base = fetch(deadline);
        }
        while (true) {
            Change<E, A> change = decide.apply(base.state());
            if (change.events().isEmpty()) {
                if (isFresh) {
                    return change.answer();
                }
                base = fetch(deadline);
            } else {
                Versioned<S> next = after(base, change.events());
                Versioned<S> now = append(base, next, change.events(), deadline);
                if (now == next) {
                    return change.answer();
                }
                base = now;
            }
            isFresh = true;
        }
    }

    private Versioned<S> after(Versioned<S> base, List<E> events) {
        S state = base.state();
        for (E event : events) {
            state = kind.evolve().apply(state, event);
        }
        return new Versioned<>(base.version() + events.size(), state);
    }

    private Versioned<S> fetch(long deadlineNanos) throws UnavailableException {
        return switch (ask(AgreedMessage.Read::new, deadlineNanos)) {
            case AgreedReply.Current current -> known(decoded(current));
            case AgreedReply.TooLarge _ -> throw tooLarge();
            case AgreedReply.Appended _ -> throw new IllegalStateException("nothing was appended");
        };
    }

    /** Answers {@code next} itself where the events are committed, and the latest state where they are not. */
    private Versioned<S> append(Versioned<S> base, Versioned<S> next, List<E> events, long deadlineNanos)
            throws UnavailableException {
        List<Octets> encoded = events.stream()
                .map(event -> Octets.wrap(kind.eventType().encode().apply(event)))
                .toList();
        AtomicInteger attempts = new AtomicInteger();
        AgreedReply reply = ask(
                replyTo -> {
                    attempts.incrementAndGet();
                    return new AgreedMessage.Append(base.version(), encoded, replyTo);
                },
                deadlineNanos);
        return switch (reply) {
            case AgreedReply.Appended _ -> known(next);
            case AgreedReply.Current current -> {
                // An attempt whose answer was lost is found in the state by the one that came after it.
                boolean isOurs = attempts.get() > 1 && current.version() == next.version() && isSame(current, next);
                yield known(isOurs ? next : decoded(current));
            }
            case AgreedReply.TooLarge _ -> throw tooLarge();
        };
    }

    private boolean isSame(AgreedReply.Current current, Versioned<S> next) {
        return Arrays.equals(
                current.state().toByteArray(), kind.stateType().encode().apply(next.state()));
    }

    private Versioned<S> decoded(AgreedReply.Current current) {
        return new Versioned<>(
                current.version(),
                kind.stateType().decode().apply(current.state().toByteArray()));
    }

    private Versioned<S> known(Versioned<S> versioned) {
        latestKnown = versioned;
        return versioned;
    }

    private AgreedReply ask(Function<ActorRef<AgreedReply>, AgreedMessage> message, long deadlineNanos)
            throws UnavailableException {
        try {
            return router.ask(AgreedStates.GROUP, kind.number(), message, deadlineNanos)
                    .toCompletableFuture()
                    .get(Math.max(0, deadlineNanos - System.nanoTime()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new UnavailableException("no majority of nodes answers about " + kind.name());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UnavailableException("interrupted");
        }
    }

    private UnavailableException tooLarge() {
        return new UnavailableException(kind.name() + " has grown too large to be read");
    }
}
