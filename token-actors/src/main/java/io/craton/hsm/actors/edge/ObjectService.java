package io.craton.hsm.actors.edge;

import io.craton.hsm.actors.AttributeAnswer;
import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.token.TokenMessage;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.rules.ObjectRules;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.core.session.SessionCommand;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.TokenCommand;
import io.craton.hsm.crypto.CryptoModule;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads, finds, changes and destroys objects for sessions on this node. Thread-safe. */
final class ObjectService {
    private final TokenClient tokens;
    private final SessionRegistry registry;
    private final SessionService sessions;
    private final ObjectAccess access;
    private final CryptoModule crypto;

    ObjectService(
            TokenClient tokens,
            SessionRegistry registry,
            SessionService sessions,
            ObjectAccess access,
            CryptoModule crypto) {
        this.tokens = tokens;
        this.registry = registry;
        this.sessions = sessions;
        this.access = access;
        this.crypto = crypto;
    }

    Outcome<Attributes> facts(Call call, SessionHandle session, ObjectHandle handle) {
        return access.open(call, session, handle).map(grant -> grant.object().attributes());
    }

    Outcome<List<AttributeAnswer>> attributes(
            Call call, SessionHandle session, ObjectHandle handle, List<AttributeType> types) {
        return access.open(call, session, handle).map(grant -> {
            List<AttributeAnswer> answers = new ArrayList<>(types.size());
            for (AttributeType type : types) {
                answers.add(answer(grant.object(), type));
            }
            return List.copyOf(answers);
        });
    }

    private AttributeAnswer answer(EdgeObject object, AttributeType type) {
        return switch (ObjectRules.reading(object.attributes(), type)) {
            case VALUE ->
                object.attributes()
                        .get(type)
                        .<AttributeAnswer>map(AttributeAnswer.Value::new)
                        .orElseGet(AttributeAnswer.Absent::new);
            case MATERIAL -> material(object, type);
            case SENSITIVE -> new AttributeAnswer.Sensitive();
            case ABSENT -> new AttributeAnswer.Absent();
        };
    }

    private AttributeAnswer material(EdgeObject object, AttributeType type) {
        KeyType keyType = object.attributes().keyType().orElseThrow();
        Optional<Secret> material = object.material();
        if (material.isEmpty()) {
            return new AttributeAnswer.Absent();
        }
        try (Secret whole = material.get()) {
            return switch (crypto.exportAttribute(keyType, whole, type)) {
                case Outcome.Done<Secret>(Secret part) -> new AttributeAnswer.Material(part);
                case Outcome.Refused<Secret> _ -> new AttributeAnswer.Absent();
            };
        }
    }

    /** An object that is not there goes to its machine all the same: it may have been destroyed by this very request, before a retry. */
    Outcome<Outcome.Unit> destroy(Call call, SessionHandle session, ObjectHandle handle) {
        Outcome<Outcome.Unit> allowed = access.open(call, session, handle)
                .flatMap(grant -> ObjectRules.destroyable(grant.object().attributes()));
        boolean perhapsDestroyed =
                handle.isWellFormed() && allowed.equals(Outcome.refused(Fault.OBJECT_HANDLE_INVALID));
        if (!allowed.isDone() && !perhapsDestroyed) {
            return allowed;
        }
        return handle.isSessionObject()
                ? inOwner(call, session, handle, new SessionCommand.DestroyObject(call.sequence(), handle))
                : tokenChange(
                        call, session, new TokenCommand.DestroyObject(SessionService.cause(call), session, handle));
    }

    Outcome<Outcome.Unit> change(Call call, SessionHandle session, ObjectHandle handle, Attributes changes) {
        if (!handle.isSessionObject()) {
            return SessionService.result(tokens.ask(
                            session.slot(),
                            call.deadlineNanos(),
                            replyTo -> new TokenMessage.ChangeAttributes(
                                    SessionService.cause(call), session, handle, changes, replyTo)))
                    .map(_ -> Outcome.Unit.UNIT);
        }
        return access.open(call, session, handle)
                .flatMap(grant -> ObjectRules.changed(grant.object().attributes(), changes))
                .flatMap(next -> registry.owner(call, session.slot(), handle)
                        .flatMap(owner -> inOwner(
                                call,
                                session,
                                handle,
                                new SessionCommand.ChangeObject(call.sequence(), owner.sealed(handle, next)))));
    }

    private Outcome<Outcome.Unit> tokenChange(Call call, SessionHandle session, TokenCommand command) {
        return sessions.ask(call, session.slot(), command).map(_ -> Outcome.Unit.UNIT);
    }

    private Outcome<Outcome.Unit> inOwner(
            Call call, SessionHandle session, ObjectHandle handle, SessionCommand command) {
        Outcome<Result> result = registry.execute(call, handle.owner(session.slot()), command);
        // An object of a session that is not the application's is not there for it.
        return result.equals(Outcome.refused(Fault.SESSION_HANDLE_INVALID))
                ? Outcome.refused(Fault.OBJECT_HANDLE_INVALID)
                : result.map(_ -> Outcome.Unit.UNIT);
    }
}
