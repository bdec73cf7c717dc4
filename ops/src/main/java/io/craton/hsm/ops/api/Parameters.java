package io.craton.hsm.ops.api;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import java.util.Optional;

/** Identifiers in their text form. Handles are decimal, applications hexadecimal; what has another form names nothing. */
final class Parameters {
    private Parameters() {}

    static Optional<SlotId> slot(String text) {
        return text.matches("\\d{1,3}") && Integer.parseInt(text) < SlotId.MAX_SLOTS
                ? Optional.of(new SlotId(Integer.parseInt(text)))
                : Optional.empty();
    }

    static Optional<ApplicationId> application(String text) {
        return text.matches("[0-9a-f]{" + 2 * ApplicationId.BYTES + "}")
                ? Optional.of(new ApplicationId(Octets.ofHex(text)))
                : Optional.empty();
    }

    static Optional<SessionHandle> session(String text) {
        return number(text).map(SessionHandle::new).filter(SessionHandle::isWellFormed);
    }

    static Optional<ObjectHandle> object(String text) {
        return number(text).map(ObjectHandle::new).filter(ObjectHandle::isWellFormed);
    }

    private static Optional<Long> number(String text) {
        try {
            return text.matches("\\d{1,20}") ? Optional.of(Long.parseUnsignedLong(text)) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    static <R> Answer<R> noSuch(String what) {
        return Answer.refused(ProblemKind.NOT_FOUND, "There is no such " + what + ".");
    }
}
