package io.craton.hsm.gateway.request;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.Input;
import io.craton.hsm.actors.KeyUse;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.Request;
import io.craton.hsm.gateway.wire.Slice;
import io.craton.hsm.gateway.wire.Wire;
import org.jspecify.annotations.Nullable;

/**
 * Requests that use keys, digest, or want random bytes (PKCS#11 3.2, sections 5.8 to 5.15 and 5.21). They run on the calling thread, and
 * the service reads their data in the frame, uncopied. Thread-safe.
 */
final class OperationRequests {
    private final HsmService hsm;

    OperationRequests(HsmService hsm) {
        this.hsm = hsm;
    }

    Outcome<Reply> sign(Call call, Request.Sign request) {
        return use(request.mechanism(), request.key())
                .flatMap(use -> hsm.sign(call, new SessionHandle(request.session()), use, input(request.data())))
                .map(signature -> new Reply.Sign(Slice.of(signature)));
    }

    Outcome<Reply> verify(Call call, Request.Verify request) {
        return use(request.mechanism(), request.key())
                .flatMap(use -> hsm.verify(
                        call,
                        new SessionHandle(request.session()),
                        use,
                        input(request.data()),
                        request.signature().copy()))
                .map(_ -> new Reply.Verify());
    }

    Outcome<Reply> encrypt(Call call, Request.Encrypt request) {
        return use(request.mechanism(), request.key())
                .flatMap(use -> hsm.encrypt(call, new SessionHandle(request.session()), use, input(request.data())))
                .map(encrypted -> new Reply.Encrypt(Slice.of(encrypted)));
    }

    Outcome<Reply> decrypt(Call call, Request.Decrypt request) {
        return use(request.mechanism(), request.key())
                .flatMap(use -> hsm.decrypt(call, new SessionHandle(request.session()), use, input(request.data())))
                .map(plain -> new Reply.Decrypt(Slice.of(plain)));
    }

    Outcome<Reply> digest(Call call, Request.Digest request) {
        return MechanismReader.read(request.mechanism())
                .flatMap(use ->
                        hsm.digest(call, new SessionHandle(request.session()), use.mechanism(), input(request.data())))
                .map(digest -> new Reply.Digest(Slice.of(digest)));
    }

    Outcome<Reply> begin(Call call, Request.OperationBegin request) {
        Operation operation = operation(request.kind());
        if (operation == null) {
            return Outcome.refused(Fault.ARGUMENTS_BAD);
        }
        return use(request.mechanism(), request.key())
                .flatMap(use ->
                        hsm.begin(call, new SessionHandle(request.session()), request.operation(), operation, use))
                .map(_ -> new Reply.OperationBegin());
    }

    private static Outcome<KeyUse> use(Wire.MechanismUse mechanism, long key) {
        return MechanismReader.read(mechanism)
                .map(read -> new KeyUse(read.mechanism(), read.parameters(), new ObjectHandle(key)));
    }

    private static Input input(Slice data) {
        return Input.of(data.array(), data.offset(), data.length());
    }

    private static @Nullable Operation operation(int kind) {
        return switch (kind) {
            case Wire.OPERATION_ENCRYPT -> Operation.ENCRYPT;
            case Wire.OPERATION_DECRYPT -> Operation.DECRYPT;
            case Wire.OPERATION_DIGEST -> Operation.DIGEST;
            case Wire.OPERATION_SIGN -> Operation.SIGN;
            case Wire.OPERATION_VERIFY -> Operation.VERIFY;
            default -> null;
        };
    }

    Outcome<Reply> update(Call call, Request.OperationUpdate request) {
        return hsm.update(call, new SessionHandle(request.session()), request.operation(), input(request.data()))
                .map(output -> new Reply.OperationUpdate(Slice.of(output)));
    }

    Outcome<Reply> finish(Call call, Request.OperationFinish request) {
        SessionHandle session = new SessionHandle(request.session());
        if (request.signature().isEmpty()) {
            return hsm.finish(call, session, request.operation())
                    .map(output -> new Reply.OperationFinish(Slice.of(output)));
        }
        return hsm.finishVerify(
                        call, session, request.operation(), request.signature().copy())
                .map(valid -> new Reply.OperationFinish(Slice.EMPTY));
    }

    Outcome<Reply> cancel(Call call, Request.OperationCancel request) {
        return hsm.cancel(call, new SessionHandle(request.session()), request.operation())
                .map(done -> new Reply.OperationCancel());
    }

    Outcome<Reply> random(Call call, Request.GenerateRandom request) {
        if (request.length() > Wire.MAX_RANDOM_BYTES) {
            return Outcome.refused(Fault.ARGUMENTS_BAD);
        }
        return hsm.random(call, new SessionHandle(request.session()), request.length())
                .map(random -> new Reply.GenerateRandom(Slice.of(random)));
    }
}
