package io.craton.hsm.auth.state;

import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.core.Octets;
import java.util.Optional;
import java.util.OptionalLong;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * Everything that is agreed on about operators. Immutable; changed only by {@link SignInMachine#evolve}. Sessions and pending sign-ins
 * are kept under the SHA-256 of their tokens.
 *
 * @param enrolments until when an operator may enrol a second factor
 */
public record SignInState(
        PSortedMap<Octets, SignInSession> sessions,
        PSortedMap<Octets, PendingSignIn> pending,
        PSortedMap<OperatorId, Attempts> names,
        PSortedMap<String, Attempts> sources,
        PSortedMap<OperatorId, SecondFactor> secondFactors,
        PSortedMap<OperatorId, Long> enrolments,
        Optional<BreakGlass> breakGlass) {

    public static final SignInState BLANK = new SignInState(
            TreePMap.empty(),
            TreePMap.empty(),
            TreePMap.empty(),
            TreePMap.empty(),
            TreePMap.empty(),
            TreePMap.empty(),
            Optional.empty());

    /** The session of a token's hash, if it is not over. */
    public Optional<SignInSession> session(Octets token, long atMillis) {
        return Optional.ofNullable(sessions.get(token)).filter(session -> !session.isOver(atMillis));
    }

    /** The pending sign-in of a token's hash, if it is not over. */
    public Optional<PendingSignIn> pending(Octets token, long atMillis) {
        return Optional.ofNullable(pending.get(token)).filter(signIn -> !signIn.isOver(atMillis));
    }

    public Optional<SecondFactor> secondFactor(OperatorId operator) {
        return Optional.ofNullable(secondFactors.get(operator));
    }

    public boolean mayEnrol(OperatorId operator, long atMillis) {
        return mayEnrolUntil(operator, atMillis).isPresent();
    }

    /** Until when an operator may enrol a second factor; empty where nobody has allowed it, or no longer. */
    public OptionalLong mayEnrolUntil(OperatorId operator, long atMillis) {
        Long until = enrolments.get(operator);
        return until != null && atMillis < until ? OptionalLong.of(until) : OptionalLong.empty();
    }

    /** Failures of a name, in whatever spelling, that have not been followed by a success and are not forgotten. */
    public int failures(OperatorId name, long atMillis) {
        Attempts attempts = names.getOrDefault(name.folded(), Attempts.NONE);
        return atMillis - attempts.lastMillis() >= SignInLimits.FORGET_MILLIS ? 0 : attempts.count();
    }

    /** Until when a name is locked, in whatever spelling; empty where it is not. */
    public OptionalLong lockedUntil(OperatorId name, long atMillis) {
        Attempts attempts = names.getOrDefault(name.folded(), Attempts.NONE);
        long opensMillis = attempts.openAgainMillis(SignInLimits.MAX_NAME_FAILURES);
        return attempts.count() >= SignInLimits.MAX_NAME_FAILURES
                        && atMillis < opensMillis
                        && !name.equals(BreakGlass.ID)
                ? OptionalLong.of(opensMillis)
                : OptionalLong.empty();
    }

    SignInState withSessions(PSortedMap<Octets, SignInSession> changed) {
        return new SignInState(changed, pending, names, sources, secondFactors, enrolments, breakGlass);
    }

    SignInState withPending(PSortedMap<Octets, PendingSignIn> changed) {
        return new SignInState(sessions, changed, names, sources, secondFactors, enrolments, breakGlass);
    }

    SignInState withNames(PSortedMap<OperatorId, Attempts> changed) {
        return new SignInState(sessions, pending, changed, sources, secondFactors, enrolments, breakGlass);
    }

    SignInState withSources(PSortedMap<String, Attempts> changed) {
        return new SignInState(sessions, pending, names, changed, secondFactors, enrolments, breakGlass);
    }

    SignInState withSecondFactors(PSortedMap<OperatorId, SecondFactor> changed) {
        return new SignInState(sessions, pending, names, sources, changed, enrolments, breakGlass);
    }

    SignInState withEnrolments(PSortedMap<OperatorId, Long> changed) {
        return new SignInState(sessions, pending, names, sources, secondFactors, changed, breakGlass);
    }

    SignInState withBreakGlass(BreakGlass changed) {
        return new SignInState(sessions, pending, names, sources, secondFactors, enrolments, Optional.of(changed));
    }
}
