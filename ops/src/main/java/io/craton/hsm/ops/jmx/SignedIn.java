package io.craton.hsm.ops.jmx;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.state.OperatorState.OperatorStateUnavailableException;
import io.craton.hsm.ops.operators.OperatorDesk;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The sign-in of one JMX connection that came with a name and a password: a private credential of its subject, which never leaves this
 * process. Whether it still holds is asked again every other second, so that a sign-out anywhere counts. Thread-safe.
 */
final class SignedIn implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(SignedIn.class);
    private static final long GOOD_NANOS = Duration.ofSeconds(2).toNanos();

    private final Supplier<Optional<OperatorDesk>> desk;
    private final SessionToken token;
    private @Nullable Operator operator;
    private long askedNanos;
    private boolean closed;

    /** Takes {@code token} over. */
    SignedIn(Supplier<Optional<OperatorDesk>> desk, SessionToken token, Operator operator) {
        this.desk = desk;
        this.token = token;
        this.operator = operator;
        this.askedNanos = System.nanoTime();
    }

    /** Empty when the sign-in is over, or nobody can tell. Blocks while the cluster is asked. */
    synchronized Optional<Operator> operator() {
        if (closed) {
            return Optional.empty();
        }
        if (System.nanoTime() - askedNanos > GOOD_NANOS) {
            operator = ask().orElse(null);
            askedNanos = System.nanoTime();
        }
        return Optional.ofNullable(operator);
    }

    private Optional<Operator> ask() {
        try {
            return desk.get().flatMap(open -> open.operator(token));
        } catch (OperatorStateUnavailableException e) {
            LOG.warn("a JMX sign-in cannot be confirmed: {}", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    /** Signs out on all nodes. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try {
            desk.get().ifPresent(open -> open.signOut(token));
        } catch (OperatorStateUnavailableException e) {
            LOG.warn("a JMX sign-in ends by itself later: {}", String.valueOf(e.getMessage()));
        } finally {
            token.close();
        }
    }

    @Override
    public String toString() {
        return "SignedIn";
    }
}
