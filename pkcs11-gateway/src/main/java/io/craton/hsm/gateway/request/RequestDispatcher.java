package io.craton.hsm.gateway.request;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.gateway.wire.Ckr;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.Request;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers requests of applications that have shown who they are. An exception of the service is logged once and answered with
 * CKR_DEVICE_ERROR. Thread-safe.
 */
public final class RequestDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(RequestDispatcher.class);
    private static final long NO_TOKEN = 0;

    private final HsmService hsm;
    private final LongAdder deadlinesMissed;
    private final LongAdder failures;
    private final SlotRequests slots;
    private final SessionRequests sessions;
    private final ObjectRequests objects;
    private final KeyRequests keys;
    private final OperationRequests operations;

    /**
     * @param deadlinesMissed counts calls that were not answered in time
     * @param failures counts exceptions of the service
     */
    public RequestDispatcher(HsmService hsm, LongAdder deadlinesMissed, LongAdder failures) {
        this.hsm = hsm;
        this.deadlinesMissed = deadlinesMissed;
        this.failures = failures;
        this.slots = new SlotRequests(hsm);
        this.sessions = new SessionRequests(hsm);
        this.objects = new ObjectRequests(hsm);
        this.keys = new KeyRequests(hsm);
        this.operations = new OperationRequests(hsm);
    }

    /** Waits for the answer, until the call's deadline. The request's slices are only read while this runs. */
    public Answer answer(Call call, Request request) {
        try {
            Answer answer = route(call, request);
            if (answer.code() == Ckr.DEVICE_ERROR && call.remainingNanos() == 0) {
                deadlinesMissed.increment();
            }
            return answer;
        } catch (RuntimeException e) {
            failures.increment();
            LOG.error("a request of type {} failed", request.type(), e);
            return Answer.refused(Ckr.DEVICE_ERROR, NO_TOKEN);
        }
    }

    private Answer route(Call call, Request request) {
        return switch (request) {
            // the connection takes the first one; a second one has no meaning
            case Request.Handshake handshake -> Answer.refused(Ckr.ARGUMENTS_BAD, NO_TOKEN);
            case Request.Ping ping -> Answer.done(new Reply.Ping(), NO_TOKEN);
            case Request.Goodbye goodbye -> Answer.done(new Reply.Goodbye(), NO_TOKEN);
            case Request.SlotList list -> Answer.of(slots.list(call), NO_TOKEN);
            case Request.TokenInfo r -> inSlot(r.slot(), slot -> slots.token(call, slot));
            case Request.MechanismList r -> inSlot(r.slot(), slot -> slots.mechanisms());
            case Request.InitToken r -> inSlot(r.slot(), slot -> slots.init(call, slot, r));
            case Request.OpenSession r -> inSlot(r.slot(), slot -> slots.openSession(call, slot, r.readWrite()));
            case Request.CloseAllSessions r -> inSlot(r.slot(), slot -> slots.closeAllSessions(call, slot));
            case Request.CloseSession r -> inSession(r.session(), () -> sessions.close(call, r));
            case Request.SessionInfo r -> inSession(r.session(), () -> sessions.info(call, r));
            case Request.InitPin r -> inSession(r.session(), () -> sessions.initPin(call, r));
            case Request.SetPin r -> inSession(r.session(), () -> sessions.setPin(call, r));
            case Request.Login r -> inSession(r.session(), () -> sessions.login(call, r));
            case Request.Logout r -> inSession(r.session(), () -> sessions.logout(call, r));
            case Request.CreateObject r -> inSession(r.session(), () -> objects.create(call, r));
            case Request.CopyObject r -> inSession(r.session(), () -> objects.copy(call, r));
            case Request.DestroyObject r -> inSession(r.session(), () -> objects.destroy(call, r));
            case Request.GetObjectSize r -> inSession(r.session(), () -> objects.size(call, r));
            case Request.GetAttributes r -> inSession(r.session(), () -> objects.get(call, r));
            case Request.SetAttributes r -> inSession(r.session(), () -> objects.set(call, r));
            case Request.FindObjects r -> inSession(r.session(), () -> objects.find(call, r));
            case Request.KeyFacts r -> keyFacts(call, r);
            case Request.GenerateKey r -> inSession(r.session(), () -> keys.generate(call, r));
            case Request.GenerateKeyPair r -> inSession(r.session(), () -> keys.generatePair(call, r));
            case Request.Sign r -> inSession(r.session(), () -> operations.sign(call, r));
            case Request.Verify r -> inSession(r.session(), () -> operations.verify(call, r));
            case Request.Encrypt r -> inSession(r.session(), () -> operations.encrypt(call, r));
            case Request.Decrypt r -> inSession(r.session(), () -> operations.decrypt(call, r));
            case Request.Digest r -> inSession(r.session(), () -> operations.digest(call, r));
            case Request.OperationBegin r -> inSession(r.session(), () -> operations.begin(call, r));
            case Request.OperationUpdate r -> inSession(r.session(), () -> operations.update(call, r));
            case Request.OperationFinish r -> inSession(r.session(), () -> operations.finish(call, r));
            case Request.OperationCancel r -> inSession(r.session(), () -> operations.cancel(call, r));
            case Request.GenerateRandom r -> inSession(r.session(), () -> operations.random(call, r));
            // the DRBG takes no entropy from outside: an application could only think that it had improved it
            case Request.SeedRandom r -> Answer.refused(Ckr.RANDOM_SEED_NOT_SUPPORTED, stamp(r.session()));
        };
    }

    /** The stamp is read last, so that the reply to a change tells of it. */
    private Answer inSlot(long number, Function<SlotId, Outcome<Reply>> action) {
        if (number < 0 || number >= hsm.slots()) {
            return Answer.refused(FaultCodes.codeOf(Fault.SLOT_ID_INVALID), NO_TOKEN);
        }
        SlotId slot = new SlotId((int) number);
        Outcome<Reply> outcome = action.apply(slot);
        return Answer.of(outcome, hsm.stamp(slot));
    }

    private Answer inSession(long number, Supplier<Outcome<Reply>> action) {
        SessionHandle session = new SessionHandle(number);
        if (!session.isWellFormed() || session.slot().value() >= hsm.slots()) {
            return Answer.refused(FaultCodes.codeOf(Fault.SESSION_HANDLE_INVALID), NO_TOKEN);
        }
        Outcome<Reply> outcome = action.get();
        return Answer.of(outcome, hsm.stamp(session.slot()));
    }

    /** The stamp is read first: facts that change meanwhile must not be cached under the stamp of the change. */
    private Answer keyFacts(Call call, Request.KeyFacts request) {
        long before = stamp(request.session());
        Answer answer = inSession(request.session(), () -> objects.keyFacts(call, request));
        return new Answer(answer.code(), before, answer.body());
    }

    /** 0 where the handle names no slot. */
    private long stamp(long session) {
        SlotId slot = new SessionHandle(session).slot();
        return slot.value() < hsm.slots() ? hsm.stamp(slot) : NO_TOKEN;
    }
}
