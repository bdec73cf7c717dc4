package io.craton.hsm.gateway.fake;

import io.craton.hsm.actors.Call;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.fault.Outcome.Unit;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
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
    private record Part(
            Operation operation,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key,
            ByteArrayOutputStream data) {}

    private final Map<Long, Part> parts = new HashMap<>();

    FakeKeyUse(int slots) {
        super(slots);
    }

    @FunctionalInterface
    private interface Use<T> {
        Outcome<T> with(Key key) throws GeneralSecurityException;
    }

    private <T> Outcome<T> use(
            Call call,
            SessionHandle session,
            Operation operation,
            Mechanism mechanism,
            ObjectHandle handle,
            Use<T> use) {
        interception.before(operation.name());
        FakeObject object;
        synchronized (this) {
            switch (withObject(call, session, handle, Outcome::done)) {
                case Outcome.Done<FakeObject>(FakeObject found) -> object = found;
                case Outcome.Refused<FakeObject>(Fault fault) -> {
                    return Outcome.refused(fault == Fault.OBJECT_HANDLE_INVALID ? Fault.KEY_HANDLE_INVALID : fault);
                }
            }
        }
        Key key = object.key();
        return ObjectRules.usable(object.attributes(), operation, mechanism).flatMap(usable -> {
            try {
                return key == null ? Outcome.refused(Fault.KEY_HANDLE_INVALID) : use.with(key);
            } catch (GeneralSecurityException e) {
                return Outcome.refused(Fault.DATA_LEN_RANGE);
            }
        });
    }

    private static byte[] part(byte[] data, int offset, int length) {
        return Arrays.copyOfRange(data, offset, offset + length);
    }

    @Override
    public Outcome<byte[]> sign(
            Call call,
            SessionHandle session,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key,
            byte[] data,
            int offset,
            int length) {
        byte[] input = part(data, offset, length);
        return use(
                call, session, Operation.SIGN, mechanism, key, k -> Outcome.done(FakeCrypto.sign(mechanism, k, input)));
    }

    @Override
    public Outcome<Unit> verify(
            Call call,
            SessionHandle session,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key,
            byte[] data,
            int offset,
            int length,
            byte[] signature) {
        byte[] input = part(data, offset, length);
        return use(
                call,
                session,
                Operation.VERIFY,
                mechanism,
                key,
                k -> FakeCrypto.verify(mechanism, k, input, signature)
                        ? Outcome.OK
                        : Outcome.refused(Fault.SIGNATURE_INVALID));
    }

    @Override
    public Outcome<byte[]> encrypt(
            Call call,
            SessionHandle session,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key,
            byte[] data,
            int offset,
            int length) {
        byte[] input = part(data, offset, length);
        return use(
                call,
                session,
                Operation.ENCRYPT,
                mechanism,
                key,
                k -> FakeCrypto.cipher(Cipher.ENCRYPT_MODE, mechanism, parameters, k, input));
    }

    @Override
    public Outcome<byte[]> decrypt(
            Call call,
            SessionHandle session,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key,
            byte[] data,
            int offset,
            int length) {
        byte[] input = part(data, offset, length);
        return use(
                call,
                session,
                Operation.DECRYPT,
                mechanism,
                key,
                k -> FakeCrypto.cipher(Cipher.DECRYPT_MODE, mechanism, parameters, k, input));
    }

    @Override
    public synchronized Outcome<byte[]> digest(
            Call call, SessionHandle session, Mechanism mechanism, byte[] data, int offset, int length) {
        return inSession(call, session, token -> {
            try {
                return Outcome.done(FakeCrypto.sha256(part(data, offset, length)));
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
            Call call,
            SessionHandle session,
            long operationNumber,
            Operation operation,
            Mechanism mechanism,
            MechanismParameters parameters,
            ObjectHandle key) {
        return inSession(call, session, token -> {
            parts.put(operationNumber, new Part(operation, mechanism, parameters, key, new ByteArrayOutputStream()));
            return Outcome.OK;
        });
    }

    @Override
    public synchronized Outcome<byte[]> update(
            Call call, SessionHandle session, long operationNumber, byte[] data, int offset, int length) {
        Part part = parts.get(operationNumber);
        if (part == null) {
            return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
        }
        part.data().write(data, offset, length);
        return Outcome.done(new byte[0]);
    }

    @Override
    public synchronized Outcome<byte[]> finish(Call call, SessionHandle session, long operationNumber) {
        Part part = parts.remove(operationNumber);
        if (part == null) {
            return Outcome.refused(Fault.OPERATION_NOT_INITIALIZED);
        }
        byte[] data = part.data().toByteArray();
        MechanismParameters parameters = part.parameters();
        return switch (part.operation()) {
            case SIGN -> sign(call, session, part.mechanism(), parameters, part.key(), data, 0, data.length);
            case ENCRYPT -> encrypt(call, session, part.mechanism(), parameters, part.key(), data, 0, data.length);
            case DECRYPT -> decrypt(call, session, part.mechanism(), parameters, part.key(), data, 0, data.length);
            case DIGEST -> digest(call, session, part.mechanism(), data, 0, data.length);
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
        byte[] data = part.data().toByteArray();
        return verify(call, session, part.mechanism(), part.parameters(), part.key(), data, 0, data.length, signature);
    }

    @Override
    public synchronized Outcome<Unit> cancel(Call call, SessionHandle session, long operationNumber) {
        return parts.remove(operationNumber) == null ? Outcome.refused(Fault.OPERATION_NOT_INITIALIZED) : Outcome.OK;
    }
}
