package io.craton.hsm.ops.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.desk.OperatorRegister.Entry;
import io.craton.hsm.auth.desk.OperatorRegister.SignedIn;
import io.craton.hsm.auth.state.SessionTerms;
import io.craton.hsm.auth.state.SignInSession;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An operator the cluster knows something of. Times are of ISO 8601.
 *
 * @param failures vain attempts since the last success, of the last hour
 * @param lockedUntil absent where the name is not locked
 * @param secondFactor whether one is enrolled
 * @param mayEnrolUntil absent where no officer has allowed it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record OperatorEntry(
        String provider,
        String name,
        List<Session> sessions,
        int failures,
        @Nullable String lockedUntil,
        boolean secondFactor,
        @Nullable String mayEnrolUntil) {

    /**
     * @param id tells the operator's sessions apart, and is no secret
     * @param secondFactor {@code shown}, {@code not-required} or {@code exempt}
     * @param lastUsed to the minute
     * @param endsAt at the latest
     */
    public record Session(
            String id,
            List<String> roles,
            String secondFactor,
            String source,
            String openedAt,
            String lastUsed,
            String endsAt) {
        static Session of(SignedIn signedIn) {
            SignInSession session = signedIn.session();
            SessionTerms terms = session.terms();
            return new Session(
                    signedIn.id(),
                    session.operator().roles().stream()
                            .sorted()
                            .map(Role::label)
                            .toList(),
                    session.operator()
                            .secondFactor()
                            .name()
                            .toLowerCase(Locale.ROOT)
                            .replace('_', '-'),
                    session.source(),
                    time(session.openedMillis()),
                    time(session.seenMillis()),
                    time(session.openedMillis() + terms.absoluteMillis()));
        }
    }

    static OperatorEntry of(Entry entry) {
        return new OperatorEntry(
                entry.id().provider(),
                entry.id().name(),
                entry.sessions().stream().map(Session::of).toList(),
                entry.failures(),
                time(entry.lockedUntilMillis()),
                entry.secondFactor(),
                time(entry.mayEnrolUntilMillis()));
    }

    private static @Nullable String time(OptionalLong millis) {
        return millis.isPresent() ? time(millis.getAsLong()) : null;
    }

    /** To the second. */
    static String time(long millis) {
        return Instant.ofEpochSecond(Math.floorDiv(millis, 1_000L)).toString();
    }
}
