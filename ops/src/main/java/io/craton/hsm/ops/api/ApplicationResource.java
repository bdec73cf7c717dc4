package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;
import static io.craton.hsm.ops.api.SlotResource.inSlot;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.ApplicationView;
import io.craton.hsm.actors.admin.Page;
import io.craton.hsm.actors.admin.SessionEntry;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.ops.api.Route.Done;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Applications that use a token, and their sessions. */
final class ApplicationResource {
    record PageRequest(@Nullable String cursor, @Nullable Integer limit) {}

    record SessionPageRequest(
            @Nullable String application,
            @Nullable String cursor,
            @Nullable Integer limit) {}

    /** @param next the cursor of the next page; absent on the last */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Applications(
            List<Application> applications, @Nullable String next) {}

    /**
     * @param login {@code user} or {@code security-officer}; absent while it is not logged in
     * @param nodes it is connected to
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Application(
            String application, @Nullable String login, List<String> nodes, int sessions, int readWriteSessions) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Sessions(List<Session> sessions, @Nullable String next) {}

    record Session(String session, String application, boolean readWrite) {}

    private final NodeAccess access;

    ApplicationResource(NodeAccess access) {
        this.access = access;
    }

    List<Route<?, ?>> routes() {
        return List.of(
                new Route<>(
                        Method.GET,
                        "/api/v1/slots/{slot}/applications",
                        needs(Permission.VIEW_STATUS),
                        PageRequest.class,
                        Applications.class,
                        "Applications that use the token",
                        call -> inSlot(call, slot -> ServingNode.admin(access, admin -> list(admin, slot, call)))),
                new Route<>(
                        Method.DELETE,
                        "/api/v1/slots/{slot}/applications/{application}",
                        needs(Permission.OPERATE_NODES),
                        Nothing.class,
                        Done.class,
                        "Take the token from an application: its sessions are closed and it is logged out, everywhere",
                        call -> inSlot(call, slot -> ServingNode.hsm(access, hsm -> evict(hsm, slot, call)))),
                new Route<>(
                        Method.GET,
                        "/api/v1/slots/{slot}/sessions",
                        needs(Permission.VIEW_STATUS),
                        SessionPageRequest.class,
                        Sessions.class,
                        "Open sessions, of one application or of all",
                        call -> inSlot(call, slot -> ServingNode.admin(access, admin -> sessions(admin, slot, call)))),
                new Route<>(
                        Method.DELETE,
                        "/api/v1/slots/{slot}/sessions/{session}",
                        needs(Permission.OPERATE_NODES),
                        Nothing.class,
                        Done.class,
                        "Close a session, whosever it is",
                        call -> inSlot(call, slot -> ServingNode.hsm(access, hsm -> close(hsm, slot, call)))));
    }

    static @Nullable String label(Optional<Role> login) {
        return login.map(role -> switch (role) {
                    case USER -> "user";
                    case SECURITY_OFFICER -> "security-officer";
                })
                .orElse(null);
    }

    private static Answer<Applications> list(AdminService admin, SlotId slot, ApiCall<PageRequest> call) {
        Optional<Optional<ApplicationId>> after = Cursor.position(
                call.request().cursor(),
                Optional.empty(),
                text -> Optional.of(Parameters.application(text).orElseThrow(IllegalArgumentException::new)));
        Optional<Integer> limit = Cursor.limit(call.request().limit());
        if (after.isEmpty() || limit.isEmpty()) {
            return Cursor.refused();
        }
        return Answer.of(
                admin.applications(slot, after.get(), limit.get(), call.deadlineNanos()),
                ApplicationResource::applications);
    }

    private static Applications applications(Page<ApplicationView> page) {
        return new Applications(
                page.entries().stream()
                        .map(it -> new Application(
                                it.application().toString(),
                                label(it.login()),
                                it.nodes(),
                                it.sessions(),
                                it.readWriteSessions()))
                        .toList(),
                page.isLast() || page.entries().isEmpty()
                        ? null
                        : Cursor.of(page.entries().getLast().application().toString()));
    }

    private Answer<Done> evict(HsmService hsm, SlotId slot, ApiCall<Nothing> call) {
        Optional<ApplicationId> application = Parameters.application(call.parameter("application"));
        if (application.isEmpty()) {
            return Parameters.noSuch("application");
        }
        return ServingNode.admin(
                access,
                admin -> Answer.of(
                        admin.evictApplication(
                                slot, application.get(), new OneCaller(hsm).request(), call.deadlineNanos()),
                        _ -> Done.DONE));
    }

    private static Answer<Sessions> sessions(AdminService admin, SlotId slot, ApiCall<SessionPageRequest> call) {
        Optional<SessionHandle> after = Cursor.position(
                call.request().cursor(),
                new SessionHandle(0),
                text -> Parameters.session(text).orElseThrow(IllegalArgumentException::new));
        Optional<Integer> limit = Cursor.limit(call.request().limit());
        if (after.isEmpty() || limit.isEmpty()) {
            return Cursor.refused();
        }
        Optional<ApplicationId> application = Optional.empty();
        if (call.request().application() != null) {
            application = Parameters.application(call.request().application());
            if (application.isEmpty()) {
                return Parameters.noSuch("application");
            }
        }
        Outcome<Page<SessionEntry>> found =
                admin.sessions(slot, application, after.get(), limit.get(), call.deadlineNanos());
        return Answer.of(
                found,
                page -> new Sessions(
                        page.entries().stream()
                                .map(it -> new Session(
                                        Long.toUnsignedString(it.session().value()),
                                        it.application().toString(),
                                        it.readWrite()))
                                .toList(),
                        page.isLast() || page.entries().isEmpty()
                                ? null
                                : Cursor.of(Long.toUnsignedString(
                                        page.entries().getLast().session().value()))));
    }

    private Answer<Done> close(HsmService hsm, SlotId slot, ApiCall<Nothing> call) {
        Optional<SessionHandle> session = Parameters.session(call.parameter("session"))
                .filter(handle -> handle.slot().equals(slot));
        if (session.isEmpty()) {
            return Parameters.noSuch("session");
        }
        return ServingNode.admin(
                access,
                admin -> Answer.of(
                        admin.evictSession(session.get(), new OneCaller(hsm).request(), call.deadlineNanos()),
                        _ -> Done.DONE));
    }
}
