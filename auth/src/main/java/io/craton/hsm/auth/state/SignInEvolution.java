package io.craton.hsm.auth.state;

import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import org.pcollections.PSortedMap;

/** What each event makes of the state. Total: an event that was persisted is never refused. */
final class SignInEvolution {
    private SignInEvolution() {}

    static SignInState evolve(SignInState state, SignInEvent event) {
        return switch (event) {
            case SignInEvent.AttemptCounted it -> attemptCounted(state, it);
            case SignInEvent.AttemptReturned it -> succeeded(state, it.source());
            case SignInEvent.SignInStarted it ->
                succeeded(
                        state.withPending(state.pending().plus(it.pending(), it.signIn())),
                        it.signIn().source());
            case SignInEvent.EnrolmentPrepared it -> enrolmentPrepared(state, it);
            case SignInEvent.SecondFactorEnrolled it ->
                state.withSecondFactors(state.secondFactors()
                                .plus(it.operator(), new SecondFactor(it.sealedSecret(), it.step())))
                        .withEnrolments(state.enrolments().minus(it.operator()));
            case SignInEvent.SecondFactorShown it ->
                state.secondFactor(it.operator())
                        .map(factor -> state.withSecondFactors(state.secondFactors()
                                .plus(it.operator(), new SecondFactor(factor.sealedSecret(), it.step()))))
                        .orElse(state);
            case SignInEvent.SecondFactorReset it ->
                state.withSecondFactors(state.secondFactors().minus(it.operator()))
                        .withEnrolments(state.enrolments().minus(it.operator()));
            case SignInEvent.EnrolmentAllowed it ->
                state.withEnrolments(state.enrolments().plus(it.operator(), it.untilMillis()));
            case SignInEvent.SessionOpened it -> sessionOpened(state, it);
            case SignInEvent.SessionSeen it ->
                Optional.ofNullable(state.sessions().get(it.session()))
                        .map(session ->
                                state.withSessions(state.sessions().plus(it.session(), session.seenAt(it.atMillis()))))
                        .orElse(state);
            case SignInEvent.SessionsEnded it ->
                state.withSessions(state.sessions().minusAll(it.sessions()));
            case SignInEvent.PendingDropped it ->
                state.withPending(state.pending().minusAll(it.pending()));
            case SignInEvent.EnrolmentsLapsed it ->
                state.withEnrolments(state.enrolments().minusAll(it.operators()));
            case SignInEvent.NameUnlocked it -> state.withNames(state.names().minus(it.name()));
            case SignInEvent.BreakGlassCreated it ->
                state.withBreakGlass(new BreakGlass(it.verifier(), it.atMillis(), 0, 0));
            case SignInEvent.BreakGlassUsed it ->
                state.breakGlass()
                        .map(account -> state.withBreakGlass(account.usedAt(it.atMillis())))
                        .orElse(state);
        };
    }

    private static SignInState attemptCounted(SignInState state, SignInEvent.AttemptCounted it) {
        SignInState next = state.withSources(counted(state.sources(), it.source(), it.atMillis()));
        return it.name()
                .map(name -> next.withNames(counted(next.names(), name, it.atMillis())))
                .orElse(next);
    }

    private static <K extends Comparable<K>> PSortedMap<K, Attempts> counted(
            PSortedMap<K, Attempts> attempts, K key, long atMillis) {
        PSortedMap<K, Attempts> kept = attempts;
        if (!attempts.containsKey(key) && attempts.size() >= SignInLimits.MAX_REMEMBERED) {
            K quietest = attempts.entrySet().stream()
                    .min(Comparator.<Map.Entry<K, Attempts>>comparingLong(
                                    entry -> entry.getValue().lastMillis())
                            .thenComparing(Map.Entry::getKey))
                    .orElseThrow()
                    .getKey();
            kept = attempts.minus(quietest);
        }
        return kept.plus(key, attempts.getOrDefault(key, Attempts.NONE).counted(atMillis));
    }

    private static SignInState enrolmentPrepared(SignInState state, SignInEvent.EnrolmentPrepared it) {
        return Optional.ofNullable(state.pending().get(it.pending()))
                .map(signIn ->
                        state.withPending(state.pending().plus(it.pending(), signIn.enrolling(it.sealedSecret()))))
                .orElse(state);
    }

    /** A whole success forgets the name's failures. */
    private static SignInState sessionOpened(SignInState state, SignInEvent.SessionOpened it) {
        SignInState opened = state.withSessions(state.sessions().plus(it.session(), it.signIn()))
                .withNames(state.names().minus(it.forgiven()));
        SignInState finished = it.finished()
                .map(pending -> opened.withPending(opened.pending().minus(pending)))
                .orElse(opened);
        return succeeded(finished, it.signIn().source());
    }

    /** A source gets back the one attempt that succeeded and no more: it may be shared with somebody who guesses. */
    private static SignInState succeeded(SignInState state, String source) {
        Attempts attempts = state.sources().get(source);
        if (attempts == null) {
            return state;
        }
        Attempts left = attempts.withoutOne();
        return state.withSources(
                left.count() == 0
                        ? state.sources().minus(source)
                        : state.sources().plus(source, left));
    }
}
