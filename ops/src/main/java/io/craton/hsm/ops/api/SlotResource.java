package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;

import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.TokenDescription;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.ops.api.Route.Done;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** Slots and tokens. */
final class SlotResource {
    private static final int MAX_LABEL_BYTES = 32;

    /** For all slots of a list. */
    private static final long SLOT_NANOS = 3_000_000_000L;

    record Slots(List<SlotView> slots) {}

    record InitRequest(String label, Pin soPin) {}

    record UserPinRequest(Pin soPin, Pin newPin) {}

    private final NodeAccess access;

    SlotResource(NodeAccess access) {
        this.access = access;
    }

    List<Route<?, ?>> routes() {
        return List.of(
                new Route<>(
                        Method.GET,
                        "/api/v1/slots",
                        needs(Permission.VIEW_STATUS),
                        Nothing.class,
                        Slots.class,
                        "All slots and their tokens",
                        this::all),
                new Route<>(
                        Method.GET,
                        "/api/v1/slots/{slot}",
                        needs(Permission.VIEW_STATUS),
                        Nothing.class,
                        SlotView.class,
                        "One slot and its token",
                        call -> inSlot(call, slot -> ServingNode.admin(access, admin -> one(admin, slot, call)))),
                new Route<>(
                        Method.POST,
                        "/api/v1/slots/{slot}/token",
                        needs(Permission.MANAGE_TOKENS),
                        InitRequest.class,
                        Done.class,
                        "Initialise the token: whatever it held is gone; an initialised one asks for its SO PIN",
                        call -> inSlot(call, slot -> ServingNode.hsm(access, hsm -> init(hsm, slot, call)))),
                new Route<>(
                        Method.PUT,
                        "/api/v1/slots/{slot}/user-pin",
                        needs(Permission.MANAGE_TOKENS),
                        UserPinRequest.class,
                        Done.class,
                        "Set the user PIN, which unlocks a locked one; asks for the SO PIN",
                        call -> inSlot(call, slot -> ServingNode.hsm(access, hsm -> userPin(hsm, slot, call)))));
    }

    static <Q, R> Answer<R> inSlot(ApiCall<Q> call, Function<SlotId, Answer<R>> next) {
        return Parameters.slot(call.parameter("slot")).map(next).orElseGet(() -> Parameters.noSuch("slot"));
    }

    private static Answer<SlotView> one(AdminService admin, SlotId slot, ApiCall<Nothing> call) {
        return Answer.of(admin.token(slot, call.deadlineNanos()), SlotView::of);
    }

    /** All at once: one whose leader does not answer takes the others' time no more than once. */
    private Answer<Slots> all(ApiCall<Nothing> call) {
        Optional<AdminService> admin = access.admin();
        Optional<HsmService> hsm = access.hsm();
        if (admin.isEmpty() || hsm.isEmpty()) {
            return ServingNode.away();
        }
        long deadline = Math.min(call.deadlineNanos(), System.nanoTime() + SLOT_NANOS);
        List<Future<SlotView>> asked = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < hsm.get().slots(); i++) {
                SlotId slot = new SlotId(i);
                Callable<SlotView> question = () -> switch (admin.get().token(slot, deadline)) {
                    case Outcome.Done<TokenDescription>(var token) -> SlotView.of(token);
                    case Outcome.Refused<TokenDescription> _ -> SlotView.silent(slot.value());
                };
                asked.add(threads.submit(question));
            }
        }
        return Answer.of(new Slots(asked.stream().map(SlotResource::result).toList()));
    }

    private static SlotView result(Future<SlotView> done) {
        try {
            return done.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("a slot could not be asked", e.getCause());
        }
    }

    private Answer<Done> init(HsmService hsm, SlotId slot, ApiCall<InitRequest> call) {
        String label = call.request().label();
        if (label.getBytes(StandardCharsets.UTF_8).length > MAX_LABEL_BYTES) {
            return Answer.refused(ProblemKind.MALFORMED_REQUEST, "A label has at most " + MAX_LABEL_BYTES + " bytes.");
        }
        OneCaller caller = new OneCaller(hsm);
        Secret soPin = call.request().soPin().into(hsm.secrets());
        Outcome<Outcome.Unit> done = hsm.initToken(caller.next(call.deadlineNanos()), slot, soPin, label);
        if (done instanceof Outcome.Refused<Outcome.Unit>(Fault fault)) {
            // The token remembers who tried its PIN until that one leaves.
            caller.leave(access, slot, call.deadlineNanos());
            return new Answer.Refused<>(Problem.of(fault, initDetail(fault)));
        }
        return Answer.of(Done.DONE);
    }

    private static String initDetail(Fault fault) {
        return switch (fault) {
            case SESSION_EXISTS -> "Applications have sessions open with this token; close or evict them first.";
            case PIN_INCORRECT -> "The token is initialised already, and this is not its SO PIN.";
            default -> "The token answered " + fault + ".";
        };
    }

    private Answer<Done> userPin(HsmService hsm, SlotId slot, ApiCall<UserPinRequest> call) {
        OneCaller caller = new OneCaller(hsm);
        Outcome<SessionHandle> opened = hsm.openSession(caller.next(call.deadlineNanos()), slot, true);
        try {
            Outcome<Outcome.Unit> done = opened.flatMap(session -> hsm.login(
                            caller.next(call.deadlineNanos()),
                            session,
                            Role.SECURITY_OFFICER,
                            call.request().soPin().into(hsm.secrets()))
                    .flatMap(_ -> hsm.initPin(
                            caller.next(call.deadlineNanos()),
                            session,
                            call.request().newPin().into(hsm.secrets()))));
            return Answer.of(done, _ -> Done.DONE);
        } finally {
            if (opened.isDone()) {
                caller.leave(access, slot, call.deadlineNanos());
            }
        }
    }
}
