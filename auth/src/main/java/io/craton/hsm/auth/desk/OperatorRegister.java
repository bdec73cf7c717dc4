package io.craton.hsm.auth.desk;

import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.state.OperatorState;
import io.craton.hsm.auth.state.SignInCommand;
import io.craton.hsm.auth.state.SignInDecision;
import io.craton.hsm.auth.state.SignInDecision.Fault;
import io.craton.hsm.auth.state.SignInEvent;
import io.craton.hsm.auth.state.SignInSession;
import io.craton.hsm.auth.state.SignInState;
import io.craton.hsm.core.Octets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What security officers see of operators, and what they do to their sign-ins; each act is agreed on before it is answered. Whoever calls
 * has made sure that an officer asks. Calls block, and throw {@link OperatorState.OperatorStateUnavailableException} where no majority
 * answers. Thread-safe.
 */
public final class OperatorRegister {
    /** Enough to tell the sessions of one operator apart. */
    private static final int ID_HEX_DIGITS = 12;

    private final OperatorState state;
    private final Clock clock;

    public OperatorRegister(OperatorState state, Clock clock) {
        this.state = state;
        this.clock = clock;
    }

    /**
     * An operator the cluster knows something of.
     *
     * @param id of a name that is locked and that nobody has signed in with: as failures are counted, folded
     * @param failures since the last success, of the last hour
     * @param lockedUntilMillis empty where the name is not locked
     * @param secondFactor whether one is enrolled
     * @param mayEnrolUntilMillis empty where no officer has allowed it
     */
    public record Entry(
            OperatorId id,
            List<SignedIn> sessions,
            int failures,
            OptionalLong lockedUntilMillis,
            boolean secondFactor,
            OptionalLong mayEnrolUntilMillis) {
        public Entry {
            sessions = List.copyOf(sessions);
        }
    }

    /** @param id the beginning of the hash that the cluster keeps: it names the session and does not lead to its token */
    public record SignedIn(String id, SignInSession session) {}

    /** What an act came to. */
    public sealed interface Act {
        /** @param changed false where there was nothing to change */
        record Done(boolean changed) implements Act {}

        record Allowed(long untilMillis) implements Act {}

        /** There is a second factor already; it has to be reset first. */
        enum Refused implements Act {
            ENROLLED,
            FULL
        }
    }

    /** At most {@code limit} operators after {@code after}, in the order of their providers and names. */
    public List<Entry> list(Optional<OperatorId> after, int limit) {
        SignInState now = state.current();
        long atMillis = clock.millis();
        Map<OperatorId, List<SignedIn>> sessions = sessions(now, atMillis);
        TreeSet<OperatorId> known = new TreeSet<>(sessions.keySet());
        known.addAll(now.secondFactors().keySet());
        now.enrolments().keySet().stream()
                .filter(operator -> now.mayEnrol(operator, atMillis))
                .forEach(known::add);
        addLocked(now, atMillis, known);
        return after.map(from -> known.tailSet(from, false)).orElse(known).stream()
                .limit(limit)
                .map(id -> entry(now, atMillis, id, sessions.getOrDefault(id, List.of())))
                .toList();
    }

    private static Map<OperatorId, List<SignedIn>> sessions(SignInState now, long atMillis) {
        Map<OperatorId, List<SignedIn>> sessions = new TreeMap<>();
        now.sessions().forEach((token, session) -> {
            if (!session.isOver(atMillis)) {
                sessions.computeIfAbsent(session.operator().id(), _ -> new ArrayList<>())
                        .add(new SignedIn(shortId(token), session));
            }
        });
        return sessions;
    }

    private static String shortId(Octets token) {
        return token.toHex().substring(0, ID_HEX_DIGITS);
    }

    /** A lock counts for every spelling of a name; it is listed by itself only where no operator of that name is. */
    private static void addLocked(SignInState now, long atMillis, TreeSet<OperatorId> known) {
        TreeSet<OperatorId> spellings = new TreeSet<>();
        known.forEach(id -> spellings.add(id.folded()));
        now.names().keySet().stream()
                .filter(name -> now.lockedUntil(name, atMillis).isPresent() && !spellings.contains(name))
                .forEach(known::add);
    }

    private static Entry entry(SignInState now, long atMillis, OperatorId id, List<SignedIn> sessions) {
        return new Entry(
                id,
                sessions,
                now.failures(id, atMillis),
                now.lockedUntil(id, atMillis),
                now.secondFactor(id).isPresent(),
                now.mayEnrolUntil(id, atMillis));
    }

    /** Forgets the failures of a name, in whatever spelling. */
    public Act.Done unlock(OperatorId name) {
        return done(state.submit(new SignInCommand.UnlockName(name)));
    }

    /** Ends what the operator has open, sign-ins that wait for a code too. */
    public Act.Done endSessions(OperatorId operator) {
        return done(state.submit(new SignInCommand.EndSessionsOf(operator)));
    }

    /** Forgets the second factor and what was allowed, and ends the operator's sessions. */
    public Act.Done resetSecondFactor(OperatorId operator) {
        return done(state.submit(new SignInCommand.ResetSecondFactor(operator)));
    }

    private static Act.Done done(SignInDecision decision) {
        return switch (decision) {
            case SignInDecision.Accepted(List<SignInEvent> events) -> new Act.Done(!events.isEmpty());
            case SignInDecision.Refused(Fault fault) ->
                throw new IllegalStateException("taking something away is never refused: " + fault);
        };
    }

    /** Lets somebody enrol a second factor at the next sign-in, who has none. */
    public Act allowEnrolment(OperatorId operator, Duration lasting) {
        long now = clock.millis();
        SignInDecision decision =
                state.submit(new SignInCommand.AllowEnrolment(now, operator, now + lasting.toMillis()));
        return switch (decision) {
            case SignInDecision.Accepted(List<SignInEvent> events) -> allowed(events);
            case SignInDecision.Refused(Fault fault) ->
                switch (fault) {
                    case ENROLLED -> Act.Refused.ENROLLED;
                    case FULL -> Act.Refused.FULL;
                    case LOCKED_OUT,
                            UNKNOWN,
                            DUPLICATE,
                            REPLAYED,
                            SECOND_FACTOR_NEEDED,
                            ENROLMENT_NOT_ALLOWED,
                            BREAK_GLASS ->
                        throw new IllegalStateException("allowing an enrolment is not refused so: " + fault);
                };
        };
    }

    private static Act allowed(List<SignInEvent> events) {
        if (events.getFirst() instanceof SignInEvent.EnrolmentAllowed(OperatorId _, long untilMillis)) {
            return new Act.Allowed(untilMillis);
        }
        throw new IllegalStateException("allowing an enrolment gives one event of its own");
    }
}
