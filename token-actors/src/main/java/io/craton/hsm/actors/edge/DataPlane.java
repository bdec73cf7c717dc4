package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.Input;
import io.craton.hsm.actors.KeyUse;
import io.craton.hsm.actors.crypto.CryptoDispatcher;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.rules.ObjectRules;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.crypto.PartialOperation;
import io.craton.hsm.crypto.UsableKey;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Runs cryptography for sessions on this node, on the caller's thread under a permit of the crypto dispatcher. A result computed with a key
 * leaves only if the key may still be used after it was computed; else the key is asked for again. That holds for each result of an
 * operation in parts too, however long ago it was begun. Thread-safe.
 */
final class DataPlane {
    /** What one call of C_GenerateRandom may ask for. */
    static final int MAX_RANDOM = 64 * 1024;

    private final SessionRegistry registry;
    private final ObjectAccess access;
    private final CryptoModule crypto;
    private final CryptoDispatcher dispatcher;
    private final OperationMeter meter;

    DataPlane(
            SessionRegistry registry,
            ObjectAccess access,
            CryptoModule crypto,
            CryptoDispatcher dispatcher,
            OperationMeter meter) {
        this.registry = registry;
        this.access = access;
        this.crypto = crypto;
        this.dispatcher = dispatcher;
        this.meter = meter;
    }

    /** Applies {@code work} to the key, if the session may use it so. */
    <T> Outcome<T> withKey(
            Call call, SessionHandle session, Operation operation, KeyUse use, Function<UsableKey, Outcome<T>> work) {
        long from = System.nanoTime();
        Outcome<T> result = withGrant(call, session, operation, use, (key, _) -> work.apply(key));
        meter.record(use.mechanism(), operation, result.isDone(), System.nanoTime() - from);
        return result;
    }

    private <T> Outcome<T> withGrant(
            Call call,
            SessionHandle session,
            Operation operation,
            KeyUse use,
            BiFunction<UsableKey, ObjectAccess.Grant, Outcome<T>> work) {
        while (true) {
            Outcome<ObjectAccess.Grant> opened = access.open(call, session, use.key());
            if (opened instanceof Outcome.Done<ObjectAccess.Grant>(ObjectAccess.Grant grant)) {
                Outcome<T> result = allowed(grant, operation, use)
                        .flatMap(_ -> grant.object().key(crypto))
                        .flatMap(key -> permitted(call, () -> work.apply(key, grant)));
                if (grant.stands()) {
                    return result;
                }
            } else {
                return Outcome.refused(asKeyFault(opened));
            }
            if (call.remainingNanos() == 0) {
                return Outcome.refused(Fault.DEVICE_ERROR);
            }
        }
    }

    private static Outcome<Outcome.Unit> allowed(ObjectAccess.Grant grant, Operation operation, KeyUse use) {
        return ObjectRules.usable(grant.object().attributes(), operation, use.mechanism())
                .flatMap(_ -> ObjectRules.parametersFit(use.mechanism(), use.parameters()));
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

    Outcome<byte[]> digest(Call call, SessionHandle session, Mechanism mechanism, Input data) {
        if (!mechanism.does(Operation.DIGEST)) {
            return Outcome.refused(Fault.MECHANISM_INVALID);
        }
        long from = System.nanoTime();
        Outcome<byte[]> result = registry.session(call, session)
                .flatMap(_ ->
                        permitted(call, () -> crypto.digest(mechanism, data.array(), data.offset(), data.length())));
        meter.record(mechanism, Operation.DIGEST, result.isDone(), System.nanoTime() - from);
        return result;
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

    Outcome<Outcome.Unit> begin(Call call, SessionHandle handle, long number, Operation operation, KeyUse use) {
        return registry.session(call, handle).flatMap(session -> {
            Outcome<Outcome.Unit> begun = operation == Operation.DIGEST
                    ? crypto.begin(operation, use.mechanism(), use.parameters(), null)
                            .flatMap(parts -> session.begin(number, new BegunOperation(parts, null)))
                    : withGrant(
                            call,
                            handle,
                            operation,
                            use,
                            (key, grant) -> begin(operation, use, key)
                                    .flatMap(parts -> session.begin(
                                            number,
                                            new BegunOperation(parts, new BegunOperation.KeyInUse(use.key(), grant)))));
            if (!begun.isDone()) {
                session.endOperation(number).ifPresent(BegunOperation::close);
            }
            return begun;
        });
    }

    private Outcome<PartialOperation> begin(Operation operation, KeyUse use, UsableKey key) {
        return use.mechanism().takesParts()
                ? crypto.begin(operation, use.mechanism(), use.parameters(), key)
                : Outcome.refused(Fault.MECHANISM_INVALID);
    }

    /** A part of an operation; one that is refused is over. */
    Outcome<byte[]> update(Call call, SessionHandle handle, long number, Input data) {
        return registry.session(call, handle).flatMap(session -> {
            Optional<BegunOperation> operation = session.operation(number);
            if (operation.isEmpty()) {
                return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
            }
            BegunOperation begun = operation.get();
            Outcome<byte[]> result =
                    permitted(call, () -> begun.parts().update(data.array(), data.offset(), data.length()));
            // Where nothing leaves yet, as with every signature, nothing is asked: an outage stops nobody from feeding.
            boolean silent = result instanceof Outcome.Done<byte[]>(byte[] output) && output.length == 0;
            Outcome<byte[]> released = silent ? result : released(call, session, begun, result);
            if (!released.isDone()) {
                session.endOperation(number).ifPresent(BegunOperation::close);
            }
            return released;
        });
    }

    /** Ends an operation with {@code last}, whatever comes of it. */
    <T> Outcome<T> end(Call call, SessionHandle handle, long number, Function<PartialOperation, Outcome<T>> last) {
        return registry.session(call, handle).flatMap(session -> {
            Optional<BegunOperation> operation = session.endOperation(number);
            if (operation.isEmpty()) {
                return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
            }
            try (BegunOperation ending = operation.get()) {
                return released(call, session, ending, permitted(call, () -> last.apply(ending.parts())));
            }
        });
    }

    /** The result, if it may leave, or why not. A refusal for want of the key is told as what became of the key. */
    private <T> Outcome<T> released(Call call, EdgeSession session, BegunOperation operation, Outcome<T> result) {
        return result.isDone() || operation.lostItsKey()
                ? mayGoOn(call, session, operation).flatMap(_ -> result)
                : result;
    }

    /**
     * Whether the operation's key may still be used. One whose lease has only run out is asked for again. Where the key is there but was
     * dropped here meanwhile, the operation cannot go on: OPERATION_NOT_INITIALIZED, on which the client library begins it anew.
     */
    private Outcome<Outcome.Unit> mayGoOn(Call call, EdgeSession session, BegunOperation operation) {
        BegunOperation.KeyInUse key = operation.key();
        if (key == null || key.grant().stands()) {
            return Outcome.OK;
        }
        Outcome<ObjectAccess.Grant> again = access.open(call, session, key.handle());
        if (!again.isDone()) {
            return Outcome.refused(asKeyFault(again));
        }
        return key.grant().stands() ? Outcome.OK : Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
    }

    Outcome<Outcome.Unit> cancel(Call call, SessionHandle handle, long number) {
        return registry.session(call, handle).map(session -> {
            session.endOperation(number).ifPresent(BegunOperation::close);
            return Outcome.Unit.UNIT;
        });
    }
}
