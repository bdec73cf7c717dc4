package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import java.security.GeneralSecurityException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Keeps the order of a multi-part operation, its key's life, and turns what a provider throws into refusals. */
final class GuardedOperation implements PartialOperation {
    private final Mechanism mechanism;
    private final @Nullable UsableKey key;
    private @Nullable Stream stream;

    GuardedOperation(Mechanism mechanism, @Nullable UsableKey key, Stream stream) {
        this.mechanism = mechanism;
        this.key = key;
        this.stream = stream;
    }

    private interface Step<T> {
        Outcome<T> on(Stream stream) throws GeneralSecurityException;
    }

    @Override
    public Outcome<byte[]> update(byte[] data, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, data.length);
        return step(false, current -> current.update(data, offset, length));
    }

    @Override
    public Outcome<byte[]> finish() {
        return step(true, Stream::finish);
    }

    @Override
    public Outcome<Outcome.Unit> finishVerify(byte[] signature) {
        return step(true, current -> current.finishVerify(signature));
    }

    private <T> Outcome<T> step(boolean last, Step<T> step) {
        Stream current = stream;
        if (current == null) {
            return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
        }
        Outcome<T> outcome;
        try {
            outcome = isKeyClosed() ? Outcome.refused(Fault.KEY_HANDLE_INVALID) : step.on(current);
        } catch (GeneralSecurityException | RuntimeException e) {
            outcome = Failures.refusal(mechanism, key, e);
        }
        if (isKeyClosed()) {
            outcome = Outcome.refused(Fault.KEY_HANDLE_INVALID);
        }
        if (last || !outcome.isDone()) {
            close();
        }
        return outcome;
    }

    private boolean isKeyClosed() {
        return key != null && key.isClosed();
    }

    @Override
    public void close() {
        if (stream != null) {
            stream.discard();
            stream = null;
        }
    }
}
