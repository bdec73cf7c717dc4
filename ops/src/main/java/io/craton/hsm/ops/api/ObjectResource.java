package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.craton.hsm.actors.admin.AdminService;
import io.craton.hsm.actors.admin.ObjectQuery;
import io.craton.hsm.actors.admin.ObjectSummary;
import io.craton.hsm.actors.admin.Page;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.ops.api.Route.Done;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Objects of a token, as a token session sees them. */
final class ObjectResource {
    /**
     * @param label the whole label
     * @param labelPart what the label contains, whatever the case
     * @param id hexadecimal, whole
     */
    record Search(
            @Nullable String label,
            @Nullable String labelPart,
            @Nullable String id,
            @Nullable String objectClass,
            @Nullable String keyType,
            @Nullable String cursor,
            @Nullable Integer limit) {}

    /** @param next the cursor of the next page; absent on the last */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Objects(List<ObjectView> objects, @Nullable String next) {}

    private final NodeAccess access;
    private final TokenSessions sessions;

    ObjectResource(NodeAccess access, TokenSessions sessions) {
        this.access = access;
        this.sessions = sessions;
    }

    List<Route<?, ?>> routes() {
        return List.of(
                new Route<>(
                        Method.GET,
                        "/api/v1/token-sessions/{token-session}/objects",
                        needs(Permission.MANAGE_OBJECTS),
                        Search.class,
                        Objects.class,
                        "Search the token's objects",
                        call -> within(
                                call, session -> ServingNode.admin(access, admin -> search(admin, session, call)))),
                new Route<>(
                        Method.GET,
                        "/api/v1/token-sessions/{token-session}/objects/{object}",
                        needs(Permission.MANAGE_OBJECTS),
                        Nothing.class,
                        ObjectView.class,
                        "One object with its public attributes",
                        call -> within(call, session -> object(call, handle -> show(session, handle, call)))),
                new Route<>(
                        Method.DELETE,
                        "/api/v1/token-sessions/{token-session}/objects/{object}",
                        needs(Permission.MANAGE_OBJECTS),
                        Nothing.class,
                        Done.class,
                        "Destroy an object; once this is answered no node uses it any more",
                        call -> within(call, session -> object(call, handle -> destroy(session, handle, call)))));
    }

    private <R> Answer<R> within(ApiCall<?> call, Function<TokenSession, Answer<R>> next) {
        return sessions.find(call.parameter("token-session"), call.caller().id())
                .map(next)
                .orElseGet(() -> Parameters.noSuch("token session of yours on this node"));
    }

    private static <R> Answer<R> object(ApiCall<?> call, Function<ObjectHandle, Answer<R>> next) {
        return Parameters.object(call.parameter("object")).map(next).orElseGet(() -> Parameters.noSuch("object"));
    }

    private static Answer<Objects> search(AdminService admin, TokenSession session, ApiCall<Search> call) {
        Search asked = call.request();
        Optional<ObjectHandle> after = Cursor.position(
                asked.cursor(),
                new ObjectHandle(0),
                text -> Parameters.object(text).orElseThrow(IllegalArgumentException::new));
        Optional<Integer> limit = Cursor.limit(asked.limit());
        Optional<Attributes> wanted = wanted(asked);
        if (after.isEmpty() || limit.isEmpty()) {
            return Cursor.refused();
        }
        if (wanted.isEmpty()) {
            return Answer.refused(
                    ProblemKind.MALFORMED_REQUEST, "The id is not hexadecimal, or there is no such class or key type.");
        }
        String part = asked.labelPart() == null ? "" : asked.labelPart();
        ObjectQuery query = new ObjectQuery(wanted.get(), part, after.get(), limit.get());
        return Answer.of(
                session.use(
                        call.deadlineNanos(),
                        it -> admin.objects(it.application(), session.handle(), query, it.deadlineNanos())),
                ObjectResource::page);
    }

    private static Objects page(Page<ObjectSummary> page) {
        return new Objects(
                page.entries().stream().map(ObjectView::of).toList(),
                page.isLast() || page.entries().isEmpty()
                        ? null
                        : Cursor.of(Long.toUnsignedString(
                                page.entries().getLast().object().value())));
    }

    private static Optional<Attributes> wanted(Search asked) {
        Attributes.Builder wanted = Attributes.builder();
        try {
            if (asked.label() != null) {
                wanted.put(AttributeType.LABEL, Octets.wrap(asked.label().getBytes(StandardCharsets.UTF_8)));
            }
            if (asked.id() != null) {
                wanted.put(AttributeType.ID, Octets.ofHex(asked.id()));
            }
            if (asked.objectClass() != null) {
                wanted.put(ObjectClass.valueOf(constant(asked.objectClass())));
            }
            if (asked.keyType() != null) {
                wanted.put(KeyType.valueOf(constant(asked.keyType())));
            }
            return Optional.of(wanted.build());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String constant(String word) {
        return word.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private Answer<ObjectView> show(TokenSession session, ObjectHandle object, ApiCall<Nothing> call) {
        return ServingNode.hsm(
                access,
                hsm -> Answer.of(
                        session.use(call.deadlineNanos(), it -> hsm.facts(it, session.handle(), object)),
                        attributes -> ObjectView.whole(object, attributes)));
    }

    private Answer<Done> destroy(TokenSession session, ObjectHandle object, ApiCall<Nothing> call) {
        return ServingNode.hsm(
                access,
                hsm -> Answer.of(
                        session.use(call.deadlineNanos(), it -> hsm.destroyObject(it, session.handle(), object)),
                        _ -> Done.DONE));
    }
}
