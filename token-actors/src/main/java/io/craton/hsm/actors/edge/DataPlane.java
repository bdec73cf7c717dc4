package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.crypto.CryptoDispatcher;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.rules.ObjectRules;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.PartialOperation;
import io.craton.hsm.crypto.UsableKey;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs cryptography for sessions on this node, on the caller's thread under a permit of the crypto dispatcher. A result computed with a key
 * leaves only if the key may still be used after it was computed; else the key is asked for again. Thread-safe.
 */
final class DataPlane {
    /** What one call of C_GenerateRandom may ask for. */
    static final int MAX_RANDOM = 64 * 1024;

    private final SessionRegistry registry;
    private final ObjectAccess access;
    private final CryptoModule crypto;
    private final CryptoDispatcher dispatcher;

    DataPlane(SessionRegistry registry, ObjectAccess access, CryptoModule crypto, CryptoDispatcher dispatcher) {
        this.registry = registry;
        this.access = access;
        this.crypto = crypto;
        this.dispatcher = dispatcher;
    }

    /** One use of a key. */
    record Use(
            Call call,
            SessionHandle session,
            Operation operation,
            Mechanism mechanism,
            MechanismParameters parameters) {}

    /** Applies {@code work} to the key, if the session may use it so. */
    <T> Outcome<T> withKey(Use use, ObjectHandle handle, Function<UsableKey, Outcome<T>> work) {
        while (true) {
            Outcome<ObjectAccess.Grant> opened = access.open(use.call(), use.session(), handle);
            if (opened instanceof Outcome.Done<ObjectAccess.Grant>(ObjectAccess.Grant grant)) {
                Outcome<T> result = apply(use, grant, work);
                if (grant.stands()) {
                    return result;
                }
            } else {
                return Outcome.refused(asKeyFault(opened));
            }
            if (use.call().remainingNanos() == 0) {
                return Outcome.refused(Fault.DEVICE_ERROR);
            }
        }
    }

    private <T> Outcome<T> apply(Use use, ObjectAccess.Grant grant, Function<UsableKey, Outcome<T>> work) {
        Outcome<Outcome.Unit> allowed = ObjectRules.usable(
                        grant.object().attributes(), use.operation(), use.mechanism())
                .flatMap(_ -> ObjectRules.parametersFit(use.mechanism(), use.parameters()));
        return allowed.flatMap(_ -> grant.object().key(crypto))
                .flatMap(key -> permitted(use.call(), () -> work.apply(key)));
    }

    /** A key handle that names nothing is told apart from other objects (PKCS#11 3.2, section 5.1.6). */
    private static Fault asKeyFault(Outcome<ObjectAccess.Grant> refused) {
        return switch (refused) {
            case Outcome.Refused<ObjectAccess.Grant>(Fault fault) ->
                fault == Fault.OBJECT_HANDLE_INVALID ? Fault.KEY_HANDLE_INVALID : fault;
            case Outcome.Done<ObjectAccess.Grant> _ -> throw new IllegalStateException("not refused");
        };
    }

    /** Runs {@code work} on this thread once there is a permit. */
    private <T> Outcome<T> permitted(Call call, Supplier<Outcome<T>> work) {
        return dispatcher
                .onCallerThread(call.deadlineNanos(), work)
                .orElseGet(() -> Outcome.refused(Fault.DEVICE_ERROR));
    }

    Outcome<byte[]> digest(Call call, SessionHandle session, Mechanism mechanism, byte[] data, int offset, int length) {
        if (!mechanism.does(Operation.DIGEST)) {
            return Outcome.refused(Fault.MECHANISM_INVALID);
        }
        return registry.session(call, session)
                .flatMap(_ -> permitted(call, () -> crypto.digest(mechanism, data, offset, length)));
    }

    Outcome<byte[]> random(Call call, SessionHandle session, int length) {
        if (length < 0 || length > MAX_RANDOM) {
            return Outcome.refused(Fault.ARGUMENTS_BAD);
        }
        return registry.session(call, session).map(_ -> {
            byte[] bytes = new byte[length];
            crypto.random(bytes);
            return bytes;
        });
    }

    Outcome<Outcome.Unit> begin(Use use, long number, ObjectHandle key) {
        Outcome<PartialOperation> begun = use.operation() == Operation.DIGEST
                ? registry.session(use.call(), use.session())
                        .flatMap(_ -> crypto.begin(use.operation(), use.mechanism(), use.parameters(), null))
                : withKey(
                        use,
                        key,
                        usable -> use.mechanism().takesParts()
                                ? crypto.begin(use.operation(), use.mechanism(), use.parameters(), usable)
                                : Outcome.refused(Fault.MECHANISM_INVALID));
        return begun.flatMap(operation ->
                registry.session(use.call(), use.session()).flatMap(session -> session.begin(number, operation)));
    }

    /** A part of an operation; one that is refused is over. */
    Outcome<byte[]> update(Call call, SessionHandle handle, long number, byte[] data, int offset, int length) {
        return registry.session(call, handle).flatMap(session -> {
            Optional<PartialOperation> operation = session.operation(number);
            if (operation.isEmpty()) {
                return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
            }
            Outcome<byte[]> result = permitted(call, () -> operation.get().update(data, offset, length));
            if (!result.isDone()) {
                session.endOperation(number).ifPresent(PartialOperation::close);
            }
            return result;
        });
    }

    /** Ends an operation with {@code last}, whatever comes of it. */
    <T> Outcome<T> end(Call call, SessionHandle handle, long number, Function<PartialOperation, Outcome<T>> last) {
        return registry.session(call, handle).flatMap(session -> {
            Optional<PartialOperation> operation = session.endOperation(number);
            if (operation.isEmpty()) {
                return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
            }
            try (PartialOperation ending = operation.get()) {
                return permitted(call, () -> last.apply(ending));
            }
        });
    }

    Outcome<Outcome.Unit> cancel(Call call, SessionHandle handle, long number) {
        return registry.session(call, handle).map(session -> {
            session.endOperation(number).ifPresent(PartialOperation::close);
            return Outcome.Unit.UNIT;
        });
    }
}
