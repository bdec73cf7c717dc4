package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a caller is told when a provider throws. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    /** A key that was closed meanwhile explains it; anything else is the backend's failure, logged without any input. */
    static <T> Outcome<T> refusal(Mechanism mechanism, @Nullable UsableKey key, Exception failure) {
        if (key != null && key.isClosed()) {
            return Outcome.refused(Fault.KEY_HANDLE_INVALID);
        }
        LOG.error("{} failed on {}", mechanism, key == null ? "no key" : key, failure);
        return Outcome.refused(Fault.DEVICE_ERROR);
    }
}
