package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.FoundObjects;
import io.craton.hsm.actors.token.TokenMessage;
import io.craton.hsm.actors.token.TokenReply;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.object.rules.ObjectRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Searches: token objects as the leader knows them, then the session objects of all the application's sessions. Thread-safe. */
final class ObjectFinder {
    private final TokenClient tokens;
    private final SessionRegistry registry;
    private final SessionService sessions;

    ObjectFinder(TokenClient tokens, SessionRegistry registry, SessionService sessions) {
        this.tokens = tokens;
        this.registry = registry;
        this.sessions = sessions;
    }

    Outcome<FoundObjects> find(Call call, SessionHandle handle, Template template, ObjectHandle after, int limit) {
        Optional<AttributeValue> place = template.attributes().get(AttributeType.TOKEN);
        return registry.session(call, handle).flatMap(session -> {
            if (!template.keyMaterial().isEmpty()) {
                // Key material is nothing to search by: no object is ever said to match it.
                return Outcome.done(new FoundObjects(List.of(), true));
            }
            Attributes wanted = template.attributes();
            boolean inToken = !after.isSessionObject() && !place.equals(Optional.of(AttributeValue.of(false)));
            boolean inSessions = !place.equals(Optional.of(AttributeValue.of(true)));
            Outcome<List<ObjectHandle>> ofToken =
                    inToken ? findInToken(call, session, wanted, after, limit) : Outcome.done(List.of());
            return ofToken.flatMap(found -> found.size() == limit || !inSessions
                    ? Outcome.done(new FoundObjects(found, found.size() < limit))
                    : findInSessions(call, session, wanted).map(more -> page(found, more, after, limit)));
        });
    }

    private static FoundObjects page(
            List<ObjectHandle> ofToken, List<ObjectHandle> ofSessions, ObjectHandle after, int limit) {
        List<ObjectHandle> page = new ArrayList<>(ofToken);
        List<ObjectHandle> rest = ofSessions.stream()
                .filter(handle -> FoundObjects.ORDER.compare(handle, after) > 0)
                .sorted(FoundObjects.ORDER)
                .toList();
        int taken = Math.min(rest.size(), limit - page.size());
        page.addAll(rest.subList(0, taken));
        return new FoundObjects(List.copyOf(page), taken == rest.size());
    }

    private Outcome<List<ObjectHandle>> findInToken(
            Call call, EdgeSession session, Attributes wanted, ObjectHandle after, int limit) {
        List<ObjectHandle> found = new ArrayList<>();
        while (true) {
            ObjectHandle last = found.isEmpty() ? after : found.getLast();
            int page = Math.min(limit - found.size(), TokenReply.MAX_FOUND);
            TokenReply reply = tokens.ask(
                    session.handle().slot(),
                    call.deadlineNanos(),
                    replyTo -> new TokenMessage.FindObjects(
                            call.application(), session.handle(), wanted, last, page, replyTo));
            switch (reply) {
                case TokenReply.Found(List<ObjectHandle> more) -> {
                    found.addAll(more);
                    if (more.size() < page || found.size() == limit) {
                        return Outcome.done(found);
                    }
                }
                case TokenReply.Refusal(Fault fault) -> {
                    return Outcome.refused(fault);
                }
                case TokenReply other -> throw SessionService.unexpected(other);
            }
        }
    }

    private Outcome<List<ObjectHandle>> findInSessions(Call call, EdgeSession session, Attributes wanted) {
        return registry.all(call, session.handle().slot()).flatMap(all -> {
            List<EdgeSession> owners = all.stream()
                    .filter(owner -> !owner.state().objects().isEmpty())
                    .toList();
            if (owners.isEmpty()) {
                return Outcome.done(List.of());
            }
            return sessions.login(call, session).map(login -> {
                boolean asUser = login.equals(Optional.of(Role.USER));
                return owners.stream()
                        .flatMap(owner -> matching(owner, wanted, asUser).stream())
                        .toList();
            });
        });
    }

    private static List<ObjectHandle> matching(EdgeSession owner, Attributes wanted, boolean asUser) {
        return owner.state().objects().keySet().stream()
                .filter(handle -> owner.object(handle)
                        .map(EdgeObject::attributes)
                        .filter(attributes -> ObjectRules.visible(attributes, asUser) && attributes.matches(wanted))
                        .isPresent())
                .toList();
    }
}
