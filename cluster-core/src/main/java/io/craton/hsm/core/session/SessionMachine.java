package io.craton.hsm.core.session;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.token.Decision;
import io.craton.hsm.core.token.NewObject;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.StoredObject;
import io.craton.hsm.core.token.TokenLimits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.pcollections.PSortedMap;

/** Decides what a command does to a session, and what each event makes of its state. Pure. */
public final class SessionMachine {
    private SessionMachine() {}

    public static Decision<SessionEvent> decide(SessionState state, SessionCommand command) {
        if (state.ended()) {
            return Decision.refused(Fault.SESSION_HANDLE_INVALID);
        }
        if (command instanceof SessionCommand.Requested requested) {
            Result earlier = state.results().get(requested.sequence());
            if (earlier != null) {
                return new Decision.Repeated<>(earlier);
            }
            if (state.hasForgotten(requested.sequence())) {
                return Decision.refused(Fault.DEVICE_ERROR);
            }
        }
        return switch (command) {
            case SessionCommand.TakeOver(String node) ->
                Decision.accepted(new SessionEvent.TakenOver(node), Result.NOTHING);
            case SessionCommand.CreateObjects it -> create(state, it);
            case SessionCommand.ChangeObject(long sequence, StoredObject object) ->
                state.object(object.handle()).isPresent()
                        ? Decision.accepted(new SessionEvent.ObjectChanged(sequence, object), Result.NOTHING)
                        : Decision.refused(Fault.OBJECT_HANDLE_INVALID);
            case SessionCommand.DestroyObject(long sequence, ObjectHandle object) ->
                state.object(object).isPresent()
                        ? Decision.accepted(new SessionEvent.ObjectDestroyed(sequence, object), Result.NOTHING)
                        : Decision.refused(Fault.OBJECT_HANDLE_INVALID);
            case SessionCommand.DestroyPrivateObjects() ->
                state.objects().values().stream().anyMatch(StoredObject::isPrivate)
                        ? Decision.accepted(new SessionEvent.PrivateObjectsDestroyed(), Result.NOTHING)
                        : Decision.unchanged();
            case SessionCommand.End() -> Decision.accepted(new SessionEvent.Ended(), Result.NOTHING);
        };
    }

    private static Decision<SessionEvent> create(SessionState state, SessionCommand.CreateObjects it) {
        if (it.objects().size() > TokenLimits.MAX_OBJECTS_AT_ONCE) {
            return Decision.refused(Fault.ARGUMENTS_BAD);
        }
        if (state.objects().size() + it.objects().size() > SessionLimits.MAX_OBJECTS
                || state.objectCounter() + it.objects().size() > SessionLimits.MAX_OBJECTS_EVER) {
            return Decision.refused(Fault.DEVICE_MEMORY);
        }
        List<StoredObject> stored = new ArrayList<>(it.objects().size());
        long counter = state.objectCounter();
        for (NewObject object : it.objects()) {
            stored.add(object.withHandle(ObjectHandle.ofSession(state.handle(), ++counter)));
        }
        return Decision.accepted(
                new SessionEvent.ObjectsCreated(it.sequence(), List.copyOf(stored)), handlesOf(stored));
    }

    /** The state after {@code event}; total. */
    public static SessionState evolve(SessionState state, SessionEvent event) {
        return switch (event) {
            case SessionEvent.TakenOver(String node) -> state.hostedBy(node);
            case SessionEvent.ObjectsCreated(long sequence, List<StoredObject> created) ->
                created(state, created).withResult(sequence, handlesOf(created));
            case SessionEvent.ObjectChanged(long sequence, StoredObject object) ->
                state.with(state.objects().plus(object.handle(), object), state.objectCounter())
                        .withResult(sequence, Result.NOTHING);
            case SessionEvent.ObjectDestroyed(long sequence, ObjectHandle object) ->
                state.with(state.objects().minus(object), state.objectCounter()).withResult(sequence, Result.NOTHING);
            case SessionEvent.PrivateObjectsDestroyed() -> withoutPrivateObjects(state);
            case SessionEvent.Ended() -> state.over();
        };
    }

    private static SessionState created(SessionState state, List<StoredObject> created) {
        PSortedMap<ObjectHandle, StoredObject> objects = state.objects();
        for (StoredObject object : created) {
            objects = objects.plus(object.handle(), object);
        }
        return state.with(objects, state.objectCounter() + created.size());
    }

    private static SessionState withoutPrivateObjects(SessionState state) {
        PSortedMap<ObjectHandle, StoredObject> objects = state.objects();
        for (Map.Entry<ObjectHandle, StoredObject> entry : state.objects().entrySet()) {
            if (entry.getValue().isPrivate()) {
                objects = objects.minus(entry.getKey());
            }
        }
        return state.with(objects, state.objectCounter());
    }

    private static Result.Objects handlesOf(List<StoredObject> objects) {
        return new Result.Objects(objects.stream().map(StoredObject::handle).toList());
    }
}
