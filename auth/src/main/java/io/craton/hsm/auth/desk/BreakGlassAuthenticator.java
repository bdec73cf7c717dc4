package io.craton.hsm.auth.desk;

import io.craton.hsm.auth.Authenticator;
import io.craton.hsm.auth.Credentials.NameAndPassword;
import io.craton.hsm.auth.Identity;
import io.craton.hsm.auth.ProviderCheck;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.RoleMapping;
import io.craton.hsm.auth.state.BreakGlass;
import io.craton.hsm.auth.state.OperatorState;
import io.craton.hsm.auth.state.PasswordVerifier;
import io.craton.hsm.auth.state.SignInCommand;
import io.craton.hsm.auth.state.SignInDecision;
import io.craton.hsm.auth.totp.Base32;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * The one account that needs no provider. Its password is made by the cluster (160 random bits), told once when the cluster is made, and
 * kept as a verifier only. Thread-safe; checks one password at a time, because each costs half a second of a core.
 */
public final class BreakGlassAuthenticator implements Authenticator<NameAndPassword>, ProviderCheck {
    /** Gives {@link BreakGlass#ROLES}. */
    public static final RoleMapping MAPPING = RoleMapping.of(Map.of(BreakGlass.ID.name(), BreakGlass.ROLES));

    static final int PASSWORD_BYTES = 20;
    private static final int GROUP_CHARS = 4;
    private static final long WAIT_SECONDS = 10;

    private final OperatorState state;
    private final Semaphore checking = new Semaphore(1);

    public BreakGlassAuthenticator(OperatorState state) {
        this.state = state;
    }

    /** What {@link #create} came to. */
    public enum Creation {
        MADE,
        EXISTED,
        /** Another node made it a moment ago: the password that was kept is none. */
        MADE_ELSEWHERE
    }

    /** Keeps the password for whoever makes the cluster; it is wiped afterwards, and nobody can ask for it again. */
    @FunctionalInterface
    public interface Keeper {
        void keep(char[] password) throws IOException;
    }

    /** Makes the account if there is none. Its password is kept before the account is agreed on, so that a crash between loses neither. */
    public static Creation create(OperatorState state, SecureRandom random, Clock clock, Keeper keeper)
            throws IOException {
        if (state.current().breakGlass().isPresent()) {
            return Creation.EXISTED;
        }
        byte[] bytes = new byte[PASSWORD_BYTES];
        random.nextBytes(bytes);
        char[] plain = Base32.encodeToChars(bytes);
        Arrays.fill(bytes, (byte) 0);
        char[] shown = grouped(plain);
        try {
            keeper.keep(shown);
            SignInDecision decision = state.submit(
                    new SignInCommand.CreateBreakGlass(clock.millis(), PasswordVerifier.of(plain, random)));
            return decision instanceof SignInDecision.Accepted ? Creation.MADE : Creation.MADE_ELSEWHERE;
        } finally {
            Arrays.fill(plain, '\0');
            Arrays.fill(shown, '\0');
        }
    }

    @Override
    public String provider() {
        return BreakGlass.ID.provider();
    }

    /** The password may be typed in either case, with or without its hyphens. */
    @Override
    public Identification identify(NameAndPassword shown) {
        Optional<BreakGlass> account = state.current().breakGlass();
        if (account.isEmpty() || !shown.name().equals(BreakGlass.ID.name())) {
            return Identification.refused(Reason.UNKNOWN_NAME, "not the break-glass account");
        }
        if (shown.password().length == 0 || shown.password().length > NameAndPassword.MAX_PASSWORD_CHARS) {
            return Identification.refused(Reason.MALFORMED, "a password of " + shown.password().length + " characters");
        }
        char[] plain = plain(shown.password());
        try {
            if (!checking.tryAcquire(WAIT_SECONDS, TimeUnit.SECONDS)) {
                return Identification.refused(Reason.PROVIDER_UNAVAILABLE, "too many passwords are being checked");
            }
            try {
                return account.get().verifier().matches(plain)
                        ? new Identification.Identified(Identity.of(BreakGlass.ID, Set.of(BreakGlass.ID.name())))
                        : Identification.refused(Reason.WRONG_CREDENTIALS, "wrong password");
            } finally {
                checking.release();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Identification.refused(Reason.PROVIDER_UNAVAILABLE, "interrupted");
        } finally {
            Arrays.fill(plain, '\0');
        }
    }

    /** Whether there is an account, and when it was used; nothing tells whether anybody still has its password. */
    @Override
    public Result check() {
        return state.current()
                .breakGlass()
                .map(account -> new Result(
                        true,
                        "The account was made at " + Instant.ofEpochMilli(account.createdMillis())
                                + (account.uses() == 0
                                        ? " and was never used."
                                        : "; times used: " + account.uses() + ", last at "
                                                + Instant.ofEpochMilli(account.lastUseMillis()) + ".")))
                .orElseGet(() -> new Result(false, "There is no break-glass account."));
    }

    private static char[] grouped(char[] plain) {
        char[] grouped = new char[plain.length + (plain.length - 1) / GROUP_CHARS];
        int next = 0;
        for (int i = 0; i < plain.length; i++) {
            if (i > 0 && i % GROUP_CHARS == 0) {
                grouped[next++] = '-';
            }
            grouped[next++] = plain[i];
        }
        return grouped;
    }

    private static char[] plain(char[] typed) {
        char[] all = new char[typed.length];
        int length = 0;
        for (char each : typed) {
            if (each != '-' && each != ' ') {
                all[length++] = each >= 'a' && each <= 'z' ? (char) (each - 'a' + 'A') : each;
            }
        }
        char[] plain = Arrays.copyOf(all, length);
        Arrays.fill(all, '\0');
        return plain;
    }
}
