package io.craton.hsm.auth.state;

import io.craton.hsm.auth.Identity.ProviderSession;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.state.SignInDecision.Fault;
import io.craton.hsm.auth.state.SignInEvent.End;
import io.craton.hsm.core.Octets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.ToLongFunction;

/** Decides what a command does to the sign-ins of operators. A pure function: the same state and command give the same events. */
public final class SignInMachine {
    private SignInMachine() {}

    /** Decides {@code command}; the state changes only through the events of the answer. */
    public static SignInDecision decide(SignInState state, SignInCommand command) {
        return switch (command) {
            case SignInCommand.CountAttempt it -> countAttempt(state, it);
            case SignInCommand.CountCode it -> countCode(state, it);
            case SignInCommand.ReturnAttempt it ->
                SignInDecision.accepted(new SignInEvent.AttemptReturned(it.source()));
            case SignInCommand.StartSignIn it -> startSignIn(state, it);
            case SignInCommand.PrepareEnrolment it -> prepareEnrolment(state, it);
            case SignInCommand.FinishSignIn it -> finishSignIn(state, it);
            case SignInCommand.OpenSession it -> openSession(state, it);
            case SignInCommand.UseSession it -> useSession(state, it);
            case SignInCommand.EndSession it -> endSessions(state, token -> token.equals(it.session()), End.SIGNED_OUT);
            case SignInCommand.EndSessionsOf it -> endAllOf(state, it.operator());
            case SignInCommand.EndProviderSessions it -> endProviderSessions(state, it);
            case SignInCommand.Sweep it -> sweep(state, it.atMillis());
            case SignInCommand.UnlockName it ->
                state.names().containsKey(it.name().folded())
                        ? SignInDecision.accepted(
                                new SignInEvent.NameUnlocked(it.name().folded()))
                        : SignInDecision.accepted();
            case SignInCommand.AllowEnrolment it -> allowEnrolment(state, it);
            case SignInCommand.ResetSecondFactor it -> resetSecondFactor(state, it.operator());
            case SignInCommand.CreateBreakGlass it ->
                state.breakGlass().isPresent()
                        ? SignInDecision.refused(Fault.BREAK_GLASS)
                        : SignInDecision.accepted(new SignInEvent.BreakGlassCreated(it.atMillis(), it.verifier()));
        };
    }

    /** The state after {@code event}. */
    public static SignInState evolve(SignInState state, SignInEvent event) {
        return SignInEvolution.evolve(state, event);
    }

    /**
     * While a name or source is locked nothing more is counted: trying on must not keep its owner out for longer. The break-glass account
     * is locked by source alone; whoever wants it locked could otherwise keep it so, and its password is out of reach of guessing.
     */
    private static SignInDecision countAttempt(SignInState state, SignInCommand.CountAttempt it) {
        long nameOpens = it.name()
                .filter(name -> !name.equals(BreakGlass.ID))
                .map(name -> state.names().getOrDefault(name.folded(), Attempts.NONE))
                .map(attempts -> attempts.openAgainMillis(SignInLimits.MAX_NAME_FAILURES))
                .orElse(Long.MIN_VALUE);
        return it.atMillis() < nameOpens || isSourceLocked(state, it.source(), it.atMillis())
                ? SignInDecision.refused(Fault.LOCKED_OUT)
                : counted(it.atMillis(), it.name(), it.source());
    }

    private static SignInDecision countCode(SignInState state, SignInCommand.CountCode it) {
        Attempts ofName = state.names().getOrDefault(it.name().folded(), Attempts.NONE);
        return isLocked(ofName, SignInLimits.MAX_NAME_FAILURES, it.atMillis())
                        || isSourceLocked(state, it.source(), it.atMillis())
                ? SignInDecision.refused(Fault.LOCKED_OUT)
                : counted(it.atMillis(), Optional.of(it.name()), it.source());
    }

    private static boolean isSourceLocked(SignInState state, String source, long atMillis) {
        Attempts ofSource = state.sources().getOrDefault(source, Attempts.NONE);
        return isLocked(ofSource, SignInLimits.MAX_SOURCE_FAILURES, atMillis);
    }

    private static boolean isLocked(Attempts attempts, int limit, long atMillis) {
        return attempts.count() >= limit && atMillis < attempts.openAgainMillis(limit);
    }

    private static SignInDecision counted(long atMillis, Optional<OperatorId> name, String source) {
        return SignInDecision.accepted(new SignInEvent.AttemptCounted(atMillis, name.map(OperatorId::folded), source));
    }

    private static SignInDecision startSignIn(SignInState state, SignInCommand.StartSignIn it) {
        if (state.pending().containsKey(it.pending()) || state.sessions().containsKey(it.pending())) {
            return SignInDecision.refused(Fault.DUPLICATE);
        }
        List<SignInEvent> events = new ArrayList<>();
        if (state.pending().size() >= SignInLimits.MAX_PENDING) {
            oldest(state.pending(), PendingSignIn::startedMillis)
                    .ifPresent(token -> events.add(new SignInEvent.PendingDropped(List.of(token))));
        }
        events.add(new SignInEvent.SignInStarted(
                it.pending(),
                new PendingSignIn(
                        it.operator(), it.roles(), it.source(), it.provider(), it.atMillis(), Optional.empty())));
        return new SignInDecision.Accepted(events);
    }

    private static SignInDecision prepareEnrolment(SignInState state, SignInCommand.PrepareEnrolment it) {
        Optional<PendingSignIn> pending = state.pending(it.pending(), it.atMillis());
        if (pending.isEmpty()) {
            return SignInDecision.refused(Fault.UNKNOWN);
        }
        Optional<Fault> fault = mayEnrol(state, pending.get().operator(), it.atMillis());
        return fault.isPresent()
                ? SignInDecision.refused(fault.get())
                : SignInDecision.accepted(new SignInEvent.EnrolmentPrepared(it.pending(), it.sealedSecret()));
    }

    private static Optional<Fault> mayEnrol(SignInState state, OperatorId operator, long atMillis) {
        if (state.secondFactor(operator).isPresent()) {
            return Optional.of(Fault.ENROLLED);
        }
        if (!state.mayEnrol(operator, atMillis)) {
            return Optional.of(Fault.ENROLMENT_NOT_ALLOWED);
        }
        return state.secondFactors().size() >= SignInLimits.MAX_OPERATORS ? Optional.of(Fault.FULL) : Optional.empty();
    }

    private static SignInDecision finishSignIn(SignInState state, SignInCommand.FinishSignIn it) {
        Optional<PendingSignIn> found = state.pending(it.pending(), it.atMillis());
        if (found.isEmpty()) {
            return SignInDecision.refused(Fault.UNKNOWN);
        }
        PendingSignIn pending = found.get();
        Optional<SecondFactor> enrolled = state.secondFactor(pending.operator());
        SignInEvent factor;
        if (enrolled.isPresent()) {
            if (it.step() <= enrolled.get().lastStep()) {
                return SignInDecision.refused(Fault.REPLAYED);
            }
            factor = new SignInEvent.SecondFactorShown(pending.operator(), it.step());
        } else {
            Optional<Fault> fault = mayEnrol(state, pending.operator(), it.atMillis());
            if (fault.isPresent() || pending.enrolment().isEmpty()) {
                return SignInDecision.refused(fault.orElse(Fault.ENROLMENT_NOT_ALLOWED));
            }
            factor = new SignInEvent.SecondFactorEnrolled(
                    pending.operator(), pending.enrolment().get(), it.step());
        }
        SignInSession session = new SignInSession(
                new Operator(pending.operator(), pending.roles(), SecondFactorUse.SHOWN),
                pending.source(),
                pending.provider(),
                it.terms(),
                it.atMillis(),
                it.atMillis());
        return open(state, it.session(), session, Optional.of(it.pending()), List.of(factor));
    }

    private static SignInDecision openSession(SignInState state, SignInCommand.OpenSession it) {
        boolean breakGlass = it.operator().id().equals(BreakGlass.ID);
        if (breakGlass && state.breakGlass().isEmpty()) {
            return SignInDecision.refused(Fault.BREAK_GLASS);
        }
        if (!breakGlass
                && (it.operator().secondFactor() != SecondFactorUse.NOT_REQUIRED
                        || state.secondFactor(it.operator().id()).isPresent())) {
            return SignInDecision.refused(Fault.SECOND_FACTOR_NEEDED);
        }
        SignInSession session =
                new SignInSession(it.operator(), it.source(), it.provider(), it.terms(), it.atMillis(), it.atMillis());
        List<SignInEvent> before =
                breakGlass ? List.of(new SignInEvent.BreakGlassUsed(it.atMillis(), it.source())) : List.of();
        return open(state, it.session(), session, Optional.empty(), before);
    }

    private static SignInDecision open(
            SignInState state,
            Octets token,
            SignInSession session,
            Optional<Octets> finished,
            List<SignInEvent> before) {
        if (state.sessions().containsKey(token) || state.pending().containsKey(token)) {
            return SignInDecision.refused(Fault.DUPLICATE);
        }
        List<SignInEvent> events = new ArrayList<>(before);
        List<Map.Entry<Octets, SignInSession>> own = state.sessions().entrySet().stream()
                .filter(entry -> entry.getValue()
                        .operator()
                        .id()
                        .equals(session.operator().id()))
                .toList();
        if (own.size() >= SignInLimits.MAX_SESSIONS_PER_OPERATOR) {
            own.stream()
                    .min(Comparator.comparingLong(entry -> entry.getValue().openedMillis()))
                    .ifPresent(
                            entry -> events.add(new SignInEvent.SessionsEnded(List.of(entry.getKey()), End.TOO_MANY)));
        } else if (state.sessions().size() >= SignInLimits.MAX_SESSIONS) {
            return SignInDecision.refused(Fault.FULL);
        }
        events.add(new SignInEvent.SessionOpened(
                token, session, session.operator().id().folded(), finished));
        return new SignInDecision.Accepted(events);
    }

    private static SignInDecision useSession(SignInState state, SignInCommand.UseSession it) {
        Optional<SignInSession> session = state.session(it.session(), it.atMillis());
        if (session.isEmpty()) {
            return SignInDecision.refused(Fault.UNKNOWN);
        }
        return it.atMillis() - session.get().seenMillis() < SignInLimits.SEEN_GRAIN_MILLIS
                ? SignInDecision.accepted()
                : SignInDecision.accepted(new SignInEvent.SessionSeen(it.session(), it.atMillis()));
    }

    private static SignInDecision endSessions(SignInState state, Predicate<Octets> which, End end) {
        List<Octets> ended = state.sessions().keySet().stream().filter(which).toList();
        return ended.isEmpty()
                ? SignInDecision.accepted()
                : SignInDecision.accepted(new SignInEvent.SessionsEnded(ended, end));
    }

    private static SignInDecision endAllOf(SignInState state, OperatorId operator) {
        return new SignInDecision.Accepted(endings(
                state,
                session -> session.operator().id().equals(operator),
                pending -> pending.operator().equals(operator),
                End.OFFICER));
    }

    /** Of a session id and a subject, what is named must match; one that names neither ends nothing. */
    private static SignInDecision endProviderSessions(SignInState state, SignInCommand.EndProviderSessions it) {
        if (it.subject().isEmpty() && it.sessionId().isEmpty()) {
            return SignInDecision.accepted();
        }
        Predicate<Optional<ProviderSession>> named = provider -> provider.filter(session -> session.issuer()
                                .equals(it.issuer())
                        && it.subject().map(session.subject()::equals).orElse(true)
                        && it.sessionId()
                                .map(id ->
                                        session.sessionId().filter(id::equals).isPresent())
                                .orElse(true))
                .isPresent();
        return new SignInDecision.Accepted(endings(
                state,
                session -> named.test(session.provider()),
                pending -> named.test(pending.provider()),
                End.PROVIDER));
    }

    private static SignInDecision sweep(SignInState state, long atMillis) {
        List<SignInEvent> events = new ArrayList<>(
                endings(state, session -> session.isOver(atMillis), pending -> pending.isOver(atMillis), End.EXPIRED));
        List<OperatorId> lapsed = state.enrolments().entrySet().stream()
                .filter(entry -> atMillis >= entry.getValue())
                .map(Map.Entry::getKey)
                .toList();
        if (!lapsed.isEmpty()) {
            events.add(new SignInEvent.EnrolmentsLapsed(lapsed));
        }
        return new SignInDecision.Accepted(events);
    }

    private static List<SignInEvent> endings(
            SignInState state, Predicate<SignInSession> session, Predicate<PendingSignIn> pending, End end) {
        List<Octets> ended = tokens(state.sessions(), session);
        List<Octets> dropped = tokens(state.pending(), pending);
        List<SignInEvent> events = new ArrayList<>();
        if (!ended.isEmpty()) {
            events.add(new SignInEvent.SessionsEnded(ended, end));
        }
        if (!dropped.isEmpty()) {
            events.add(new SignInEvent.PendingDropped(dropped));
        }
        return events;
    }

    private static <V> List<Octets> tokens(Map<Octets, V> map, Predicate<V> which) {
        return map.entrySet().stream()
                .filter(entry -> which.test(entry.getValue()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static <V> Optional<Octets> oldest(Map<Octets, V> map, ToLongFunction<V> age) {
        return map.entrySet().stream()
                .min(Comparator.comparingLong(entry -> age.applyAsLong(entry.getValue())))
                .map(Map.Entry::getKey);
    }

    private static SignInDecision allowEnrolment(SignInState state, SignInCommand.AllowEnrolment it) {
        if (state.secondFactor(it.operator()).isPresent()) {
            return SignInDecision.refused(Fault.ENROLLED);
        }
        if (state.enrolments().size() >= SignInLimits.MAX_OPERATORS) {
            return SignInDecision.refused(Fault.FULL);
        }
        long until = Math.min(it.untilMillis(), it.atMillis() + SignInLimits.MAX_ENROLMENT_MILLIS);
        return SignInDecision.accepted(new SignInEvent.EnrolmentAllowed(it.operator(), until));
    }

    private static SignInDecision resetSecondFactor(SignInState state, OperatorId operator) {
        List<SignInEvent> events = new ArrayList<>();
        if (state.secondFactor(operator).isPresent() || state.enrolments().containsKey(operator)) {
            events.add(new SignInEvent.SecondFactorReset(operator));
        }
        if (endAllOf(state, operator) instanceof SignInDecision.Accepted(List<SignInEvent> endings)) {
            events.addAll(endings);
        }
        return new SignInDecision.Accepted(events);
    }
}
