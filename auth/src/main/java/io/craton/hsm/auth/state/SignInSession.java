package io.craton.hsm.auth.state;

import io.craton.hsm.auth.Identity.ProviderSession;
import io.craton.hsm.auth.Operator;
import java.util.Optional;

/**
 * An operator who is signed in.
 *
 * @param seenMillis when it was used last, to the grain of {@link SignInLimits#SEEN_GRAIN_MILLIS}
 * @param source where the sign-in came from
 */
public record SignInSession(
        Operator operator,
        String source,
        Optional<ProviderSession> provider,
        SessionTerms terms,
        long openedMillis,
        long seenMillis) {

    public boolean isOver(long atMillis) {
        return atMillis - seenMillis >= terms.idleMillis() || atMillis - openedMillis >= terms.absoluteMillis();
    }

    SignInSession seenAt(long atMillis) {
        return new SignInSession(operator, source, provider, terms, openedMillis, Math.max(seenMillis, atMillis));
    }
}
