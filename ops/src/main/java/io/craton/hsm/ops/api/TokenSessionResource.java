package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;
import static io.craton.hsm.ops.api.SlotResource.inSlot;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.ops.api.Route.Done;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An operator's own sessions with a token. */
final class TokenSessionResource {
    /** @param pin of the user; without one the session sees public objects only */
    record OpenRequest(@Nullable Pin pin) {}

    /**
     * @param tokenSession names it, for its owner and on this node alone
     * @param idleSeconds after which it ends
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Opened(String tokenSession, int slot, @Nullable String login, String node, long idleSeconds) {}

    private final NodeAccess access;
    private final TokenSessions sessions;

    TokenSessionResource(NodeAccess access, TokenSessions sessions) {
        this.access = access;
        this.sessions = sessions;
    }

    List<Route<?, ?>> routes() {
        return List.of(
                new Route<>(
                        Method.POST,
                        "/api/v1/slots/{slot}/sessions",
                        needs(Permission.MANAGE_OBJECTS),
                        OpenRequest.class,
                        Opened.class,
                        "Open a token session of one's own, with the user PIN or for public objects only",
                        call -> inSlot(call, slot -> ServingNode.hsm(access, hsm -> open(hsm, slot, call))),
                        201),
                new Route<>(
                        Method.DELETE,
                        "/api/v1/token-sessions/{token-session}",
                        needs(Permission.MANAGE_OBJECTS),
                        Nothing.class,
                        Done.class,
                        "End a token session of one's own",
                        this::end));
    }

    private Answer<Opened> open(HsmService hsm, SlotId slot, ApiCall<OpenRequest> call) {
        if (!sessions.hasRoom(call.caller().id())) {
            return full();
        }
        OneCaller caller = new OneCaller(hsm);
        Outcome<SessionHandle> opened = hsm.openSession(caller.next(call.deadlineNanos()), slot, true);
        Answer<Opened> answer = switch (opened) {
            case Outcome.Refused<SessionHandle>(Fault fault) -> new Answer.Refused<>(Problem.of(fault));
            case Outcome.Done<SessionHandle>(SessionHandle handle) -> logIn(hsm, caller, handle, call);
        };
        if (opened.isDone() && answer instanceof Answer.Refused<Opened>) {
            caller.leave(access, slot, call.deadlineNanos());
        }
        return answer;
    }

    private Answer<Opened> logIn(HsmService hsm, OneCaller caller, SessionHandle handle, ApiCall<OpenRequest> call) {
        Optional<Role> login = Optional.empty();
        Pin pin = call.request().pin();
        if (pin != null) {
            login = Optional.of(Role.USER);
            Outcome<Outcome.Unit> done =
                    hsm.login(caller.next(call.deadlineNanos()), handle, Role.USER, pin.into(hsm.secrets()));
            if (done instanceof Outcome.Refused<Outcome.Unit>(Fault fault)) {
                return new Answer.Refused<>(Problem.of(fault));
            }
        }
        TokenSession session =
                new TokenSession(sessions.newId(), call.caller().id(), caller, handle, login, System.nanoTime());
        if (!sessions.add(session)) {
            return full();
        }
        return Answer.of(new Opened(
                session.id(),
                handle.slot().value(),
                ApplicationResource.label(login),
                access.self().node(),
                TokenSessions.IDLE.toSeconds()));
    }

    private static Answer<Opened> full() {
        return Answer.refused(ProblemKind.FULL, "Too many token sessions are open at this node.");
    }

    private Answer<Done> end(ApiCall<Nothing> call) {
        return sessions.find(call.parameter("token-session"), call.caller().id())
                .map(session -> {
                    sessions.end(session);
                    return Answer.of(Done.DONE);
                })
                .orElseGet(() -> Parameters.noSuch("token session of yours on this node"));
    }
}
