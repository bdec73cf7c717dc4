package io.craton.hsm.gateway.fake;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.Input;
import io.craton.hsm.actors.KeyUse;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.fault.Outcome.Unit;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.rules.ObjectRules;
import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import javax.crypto.Cipher;

/** What the fake does with keys, at once and in parts. */
abstract class FakeKeyUse extends FakeObjects {
    private record Part(Operation operation, KeyUse use, ByteArrayOutputStream data) {}

    private final Map<Long, Part> parts = new HashMap<>();

    FakeKeyUse(int slots) {
        super(slots);
    }

    @FunctionalInterface
    private interface Use<T> {
        Outcome<T> with(Key key) throws GeneralSecurityException;
    }

    private <T> Outcome<T> use(Call call, SessionHandle session, Operation operation, KeyUse how, Use<T> use) {
        interception.before(operation.name());
        FakeObject object;
        synchronized (this) {
            switch (withObject(call, session, how.key(), Outcome::done)) {
                case Outcome.Done<FakeObject>(FakeObject found) -> object = found;
                case Outcome.Refused<FakeObject>(Fault fault) -> {
                    return Outcome.refused(fault == Fault.OBJECT_HANDLE_INVALID ? Fault.KEY_HANDLE_INVALID : fault);
                }
            }
        }
        Key key = object.key();
        return ObjectRules.usable(object.attributes(), operation, how.mechanism())
                .flatMap(usable -> {
                    try {
                        return key == null ? Outcome.refused(Fault.KEY_HANDLE_INVALID) : use.with(key);
                    } catch (GeneralSecurityException e) {
                        return Outcome.refused(Fault.DATA_LEN_RANGE);
                    }
                });
    }

    private static byte[] bytes(Input data) {
        return Arrays.copyOfRange(data.array(), data.offset(), data.offset() + data.length());
    }

    @Override
    public Outcome<byte[]> sign(Call call, SessionHandle session, KeyUse use, Input data) {
        return use(
                call,
                session,
                Operation.SIGN,
                use,
                key -> Outcome.done(FakeCrypto.sign(use.mechanism(), key, bytes(data))));
    }

    @Override
    public Outcome<Unit> verify(Call call, SessionHandle session, KeyUse use, Input data, byte[] signature) {
        return use(
                call,
                session,
                Operation.VERIFY,
                use,
                key -> FakeCrypto.verify(use.mechanism(), key, bytes(data), signature)
                        ? Outcome.OK
                        : Outcome.refused(Fault.SIGNATURE_INVALID));
    }

    @Override
    public Outcome<byte[]> encrypt(Call call, SessionHandle session, KeyUse use, Input data) {
        return cipher(call, session, Operation.ENCRYPT, Cipher.ENCRYPT_MODE, use, data);
    }

    @Override
    public Outcome<byte[]> decrypt(Call call, SessionHandle session, KeyUse use, Input data) {
        return cipher(call, session, Operation.DECRYPT, Cipher.DECRYPT_MODE, use, data);
    }

    private Outcome<byte[]> cipher(
            Call call, SessionHandle session, Operation operation, int mode, KeyUse use, Input data) {
        return use(
                call,
                session,
                operation,
                use,
                key -> FakeCrypto.cipher(mode, use.mechanism(), use.parameters(), key, bytes(data)));
    }

    @Override
    public synchronized Outcome<byte[]> digest(Call call, SessionHandle session, Mechanism mechanism, Input data) {
        return inSession(call, session, token -> {
            try {
                return Outcome.done(FakeCrypto.sha256(bytes(data)));
            } catch (GeneralSecurityException e) {
                return Outcome.refused(Fault.DEVICE_ERROR);
            }
        });
    }

    @Override
    public synchronized Outcome<byte[]> random(Call call, SessionHandle session, int length) {
        return inSession(call, session, token -> {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            return Outcome.done(bytes);
        });
    }

    @Override
    public synchronized Outcome<Unit> begin(
            Call call, SessionHandle session, long operationNumber, Operation operation, KeyUse use) {
        return inSession(call, session, token -> {
            parts.put(operationNumber, new Part(operation, use, new ByteArrayOutputStream()));
            return Outcome.OK;
        });
    }

    @Override
    public synchronized Outcome<byte[]> update(Call call, SessionHandle session, long operationNumber, Input data) {
        Part part = parts.get(operationNumber);
        if (part == null) {
            return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
        }
        part.data().writeBytes(bytes(data));
        return Outcome.done(new byte[0]);
    }

    @Override
    public synchronized Outcome<byte[]> finish(Call call, SessionHandle session, long operationNumber) {
        Part part = parts.remove(operationNumber);
        if (part == null) {
            return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
        }
        Input data = Input.of(part.data().toByteArray());
        return switch (part.operation()) {
            case SIGN -> sign(call, session, part.use(), data);
            case ENCRYPT -> encrypt(call, session, part.use(), data);
            case DECRYPT -> decrypt(call, session, part.use(), data);
            case DIGEST -> digest(call, session, part.use().mechanism(), data);
            case VERIFY -> Outcome.refused(Fault.SIGNATURE_LEN_RANGE);
            case GENERATE, GENERATE_KEY_PAIR -> Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
        };
    }

    @Override
    public synchronized Outcome<Unit> finishVerify(
            Call call, SessionHandle session, long operationNumber, byte[] signature) {
        Part part = parts.remove(operationNumber);
        if (part == null) {
            return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
        }
        return verify(call, session, part.use(), Input.of(part.data().toByteArray()), signature);
    }

    @Override
    public synchronized Outcome<Unit> cancel(Call call, SessionHandle session, long operationNumber) {
        return parts.remove(operationNumber) == null ? Outcome.refused(Fault.OPERATION_NOT_INITIALIZED) : Outcome.OK;
    }
}
