package io.craton.hsm.auth.desk;

import io.craton.hsm.auth.Authenticator;
import io.craton.hsm.auth.Authenticator.Identification;
import io.craton.hsm.auth.Credentials;
import io.craton.hsm.auth.Credentials.NameAndPassword;
import io.craton.hsm.auth.Identity;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.RoleMapping;
import io.craton.hsm.auth.SecondFactorPolicy;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.SignIn;
import io.craton.hsm.auth.state.BreakGlass;
import io.craton.hsm.auth.state.OperatorState;
import io.craton.hsm.auth.state.PendingSignIn;
import io.craton.hsm.auth.state.SecondFactor;
import io.craton.hsm.auth.state.SessionTerms;
import io.craton.hsm.auth.state.SignInCommand;
import io.craton.hsm.auth.state.SignInDecision;
import io.craton.hsm.auth.state.SignInDecision.Fault;
import io.craton.hsm.auth.state.SignInSession;
import io.craton.hsm.auth.state.SignInState;
import io.craton.hsm.auth.totp.Totp;
import io.craton.hsm.auth.totp.TotpEnrolment;
import io.craton.hsm.auth.totp.TotpSecrets;
import io.craton.hsm.core.Octets;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Where operators sign in, on any node: every attempt is counted in the agreed state before anything shown is checked, then the provider
 * is asked, its groups are mapped to roles, and a session is opened, or a code asked for. A sign-in that began on one node goes on at any
 * other. Every step that succeeds hands out a new token, and nobody can bring one along. Thread-safe.
 */
public final class SignInDesk {
    private final OperatorState state;
    private final Terms terms;
    private final TotpSecrets secrets;
    private final Clock clock;
    private final SecureRandom random;

    /** @param cluster the name that authenticator apps show */
    public record Terms(String cluster, SecondFactorPolicy policy, SessionTerms sessions) {}

    public SignInDesk(OperatorState state, Terms terms, TotpSecrets secrets, Clock clock, SecureRandom random) {
        this.state = state;
        this.terms = terms;
        this.secrets = secrets;
        this.clock = clock;
        this.random = random;
    }

    /** Tries the first factor. The caller closes {@code shown}. */
    public <C extends Credentials> SignIn signIn(
            Authenticator<C> provider, RoleMapping mapping, C shown, SourceAddress source) {
        return signIn(provider, mapping, terms.policy(), shown, source);
    }

    /** Likewise, with a rule of its own on who needs a second factor. */
    public <C extends Credentials> SignIn signIn(
            Authenticator<C> provider, RoleMapping mapping, SecondFactorPolicy policy, C shown, SourceAddress source) {
        Optional<OperatorId> name = claimedName(provider.provider(), shown);
        if (isLockedOut(name, source)) {
            return lockedOut(name, source);
        }
        return switch (provider.identify(shown)) {
            case Identification.Refused(var refusal) -> {
                if (refusal.reason() == Reason.PENDING || refusal.reason() == Reason.ASKED_TOO_OFTEN) {
                    giveBack(source);
                }
                yield new SignIn.Refused(refusal);
            }
            case Identification.Identified(Identity identity) -> admit(identity, mapping, policy, source);
        };
    }

    /** Failures of an unprintable or endless name count for the source alone. */
    private static Optional<OperatorId> claimedName(String provider, Credentials shown) {
        return shown instanceof NameAndPassword it && OperatorId.isName(it.name())
                ? Optional.of(new OperatorId(provider, it.name()))
                : Optional.empty();
    }

    private SignIn admit(Identity identity, RoleMapping mapping, SecondFactorPolicy policy, SourceAddress source) {
        Set<Role> roles = mapping.rolesOf(identity.groups());
        if (roles.isEmpty()) {
            return SignIn.refused(Reason.NO_ROLE, identity.id() + " is in no listed group");
        }
        boolean exempt = identity.id().equals(BreakGlass.ID);
        boolean enrolled = state.current().secondFactor(identity.id()).isPresent();
        if (!exempt && (enrolled || policy.requires(roles))) {
            return askForCode(identity, roles, enrolled, source);
        }
        Operator operator =
                new Operator(identity.id(), roles, exempt ? SecondFactorUse.EXEMPT : SecondFactorUse.NOT_REQUIRED);
        SessionToken token = SessionToken.random(random);
        SignInDecision decision = state.submit(new SignInCommand.OpenSession(
                clock.millis(), token.hash(), operator, source.text(), identity.session(), terms.sessions()));
        return decision instanceof SignInDecision.Refused(Fault fault)
                ? SignIn.refused(reasonOf(fault), operator.id() + ": " + fault)
                : new SignIn.Accepted(operator, token);
    }

    private SignIn askForCode(Identity identity, Set<Role> roles, boolean enrolled, SourceAddress source) {
        if (!enrolled && !state.current().mayEnrol(identity.id(), clock.millis())) {
            return SignIn.refused(Reason.NO_SECOND_FACTOR, identity.id() + " has none, and may not enrol one");
        }
        SessionToken pending = SessionToken.random(random);
        SignInDecision decision = state.submit(new SignInCommand.StartSignIn(
                clock.millis(), pending.hash(), identity.id(), roles, source.text(), identity.session()));
        if (decision instanceof SignInDecision.Refused(Fault fault)) {
            return SignIn.refused(reasonOf(fault), identity.id() + ": " + fault);
        }
        return enrolled ? new SignIn.SecondFactorNeeded(pending) : new SignIn.EnrolmentNeeded(pending);
    }

    /**
     * Makes a secret for somebody who may enrol, to be confirmed by a first code. Asking again makes another and forgets this one. Empty
     * when the pending sign-in is over or enrolment is not allowed.
     */
    public Optional<TotpEnrolment> enrol(SessionToken pending) {
        Octets hash = pending.hash();
        Optional<PendingSignIn> signIn = state.current().pending(hash, clock.millis());
        if (signIn.isEmpty()) {
            return Optional.empty();
        }
        OperatorId operator = signIn.get().operator();
        byte[] secret = Totp.newSecret(random);
        try {
            SignInDecision decision = state.submit(
                    new SignInCommand.PrepareEnrolment(clock.millis(), hash, secrets.seal(operator, secret)));
            return decision instanceof SignInDecision.Accepted
                    ? Optional.of(TotpEnrolment.of(terms.cluster(), operator, secret))
                    : Optional.empty();
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** Tries the code, for a sign-in or to confirm an enrolment. The caller wipes {@code code}. */
    public SignIn finish(SessionToken pending, char[] code, SourceAddress source) {
        Octets hash = pending.hash();
        Optional<PendingSignIn> signIn = state.current().pending(hash, clock.millis());
        if (signIn.isEmpty()) {
            return isLockedOut(Optional.empty(), source)
                    ? lockedOut(Optional.empty(), source)
                    : SignIn.refused(Reason.WRONG_CREDENTIALS, "no sign-in waits for this code");
        }
        Optional<OperatorId> name = signIn.map(PendingSignIn::operator);
        if (state.submit(
                        new SignInCommand.CountCode(clock.millis(), signIn.get().operator(), source.text()))
                instanceof SignInDecision.Refused) {
            return lockedOut(name, source);
        }
        OptionalLong step = stepOf(signIn.get(), code);
        if (step.isEmpty()) {
            return SignIn.refused(Reason.WRONG_CREDENTIALS, signIn.get().operator() + ": wrong or used code");
        }
        SessionToken session = SessionToken.random(random);
        SignInDecision decision = state.submit(new SignInCommand.FinishSignIn(
                clock.millis(), hash, step.getAsLong(), session.hash(), terms.sessions()));
        if (decision instanceof SignInDecision.Refused(Fault fault)) {
            return SignIn.refused(reasonOf(fault), signIn.get().operator() + ": " + fault);
        }
        return new SignIn.Accepted(
                new Operator(signIn.get().operator(), signIn.get().roles(), SecondFactorUse.SHOWN), session);
    }

    private OptionalLong stepOf(PendingSignIn signIn, char[] code) {
        SignInState now = state.current();
        Optional<SecondFactor> enrolled = now.secondFactor(signIn.operator());
        Optional<Octets> sealed = enrolled.map(SecondFactor::sealedSecret).or(signIn::enrolment);
        if (sealed.isEmpty()) {
            return OptionalLong.empty();
        }
        byte[] secret = secrets.open(signIn.operator(), sealed.get());
        try {
            return Totp.accept(
                    secret,
                    code,
                    clock.instant(),
                    enrolled.map(SecondFactor::lastStep).orElse(0L));
        } finally {
            Arrays.fill(secret, (byte) 0);
        }
    }

    /** Who holds the token, if the session is not over; using it keeps it from being idle. */
    public Optional<Operator> operator(SessionToken token) {
        Octets hash = token.hash();
        SignInDecision decision = state.submit(new SignInCommand.UseSession(clock.millis(), hash));
        return decision instanceof SignInDecision.Accepted
                ? state.current().session(hash, clock.millis()).map(SignInSession::operator)
                : Optional.empty();
    }

    /** Likewise, without keeping it from being idle. */
    public Optional<Operator> look(SessionToken token) {
        return state.current().session(token.hash(), clock.millis()).map(SignInSession::operator);
    }

    /** Of these hashes of tokens, the ones whose session is over. */
    public Set<Octets> over(Set<Octets> tokens) {
        SignInState now = state.current();
        return tokens.stream()
                .filter(token -> now.session(token, clock.millis()).isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Whether {@code operator} has enrolled a second factor. */
    public boolean hasSecondFactor(OperatorId operator) {
        return state.current().secondFactor(operator).isPresent();
    }

    /** Ends what a provider says has ended, on every node. */
    public void end(SignInCommand.EndProviderSessions ended) {
        if (state.submit(ended) instanceof SignInDecision.Refused(Fault fault)) {
            throw new IllegalStateException("ending sessions is never refused: " + fault);
        }
    }

    /** Lets go of what is over: sessions, sign-ins that waited for a code, permissions to enrol. */
    public void sweep() {
        if (state.submit(new SignInCommand.Sweep(clock.millis())) instanceof SignInDecision.Refused(Fault fault)) {
            throw new IllegalStateException("a sweep is never refused: " + fault);
        }
    }

    public void signOut(SessionToken token) {
        SignInDecision decision = state.submit(new SignInCommand.EndSession(token.hash()));
        if (decision instanceof SignInDecision.Refused(Fault fault)) {
            throw new IllegalStateException("ending a session is never refused: " + fault);
        }
    }

    private boolean isLockedOut(Optional<OperatorId> name, SourceAddress source) {
        return state.submit(new SignInCommand.CountAttempt(clock.millis(), name, source.text()))
                instanceof SignInDecision.Refused;
    }

    /** Asking again and again is how the device flow goes. */
    private void giveBack(SourceAddress source) {
        if (state.submit(new SignInCommand.ReturnAttempt(source.text()))
                instanceof SignInDecision.Refused(Fault fault)) {
            throw new IllegalStateException("giving an attempt back is never refused: " + fault);
        }
    }

    private static SignIn lockedOut(Optional<OperatorId> name, SourceAddress source) {
        return SignIn.refused(
                Reason.LOCKED_OUT, name.map(OperatorId::toString).orElse("nobody named") + " from " + source.text());
    }

    private static Reason reasonOf(Fault fault) {
        return switch (fault) {
            case LOCKED_OUT -> Reason.LOCKED_OUT;
            case SECOND_FACTOR_NEEDED, ENROLMENT_NOT_ALLOWED, ENROLLED -> Reason.NO_SECOND_FACTOR;
            case REPLAYED, UNKNOWN, DUPLICATE -> Reason.WRONG_CREDENTIALS;
            case FULL, BREAK_GLASS -> Reason.PROVIDER_UNAVAILABLE;
        };
    }
}
