package io.craton.hsm.core.codec;

import io.craton.hsm.core.codec.proto.PrivateObjectsDestroyedProto;
import io.craton.hsm.core.codec.proto.SessionEndedProto;
import io.craton.hsm.core.codec.proto.SessionEventProto;
import io.craton.hsm.core.codec.proto.SessionObjectChangedProto;
import io.craton.hsm.core.codec.proto.SessionObjectDestroyedProto;
import io.craton.hsm.core.codec.proto.SessionObjectsCreatedProto;
import io.craton.hsm.core.codec.proto.SessionTakenOverProto;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.session.SessionEvent;
import io.craton.hsm.core.token.StoredObject;
import java.util.List;

/**
 * The persisted form of a {@link SessionEvent}: a {@link SessionEventProto} of version {@value #VERSION}, at most {@value
 * RecordLimits#MAX_EVENT_BYTES} bytes. Strict in what it reads and writes, like {@link TokenEventCodec}. Stateless.
 */
public final class SessionEventCodec {
    static final int VERSION = 1;
    private static final String WHAT = "session event";

    private SessionEventCodec() {}

    public static byte[] encode(SessionEvent event) {
        return Check.readable(toProto(event), SessionEventCodec::fromProto, RecordLimits.MAX_EVENT_BYTES, WHAT);
    }

    public static SessionEvent decode(byte[] bytes) {
        return fromProto(Check.parse(SessionEventProto.parser(), bytes, RecordLimits.MAX_EVENT_BYTES, WHAT));
    }

    private static SessionEventProto toProto(SessionEvent event) {
        SessionEventProto.Builder proto = SessionEventProto.newBuilder().setVersion(VERSION);
        switch (event) {
            case SessionEvent.TakenOver(String node) ->
                proto.setTakenOver(SessionTakenOverProto.newBuilder().setNode(node));
            case SessionEvent.ObjectsCreated(long sequence, List<StoredObject> objects) ->
                proto.setObjectsCreated(SessionObjectsCreatedProto.newBuilder()
                        .setSequence(sequence)
                        .addAllObjects(
                                objects.stream().map(SharedRecords::write).toList()));
            case SessionEvent.ObjectChanged(long sequence, StoredObject object) ->
                proto.setObjectChanged(SessionObjectChangedProto.newBuilder()
                        .setSequence(sequence)
                        .setObject(SharedRecords.write(object)));
            case SessionEvent.ObjectDestroyed(long sequence, ObjectHandle object) ->
                proto.setObjectDestroyed(SessionObjectDestroyedProto.newBuilder()
                        .setSequence(sequence)
                        .setObject(object.value()));
            case SessionEvent.PrivateObjectsDestroyed() ->
                proto.setPrivateObjectsDestroyed(PrivateObjectsDestroyedProto.getDefaultInstance());
            case SessionEvent.Ended() -> proto.setEnded(SessionEndedProto.getDefaultInstance());
        }
        return proto.build();
    }

    private static SessionEvent fromProto(SessionEventProto proto) {
        Check.version(proto.getVersion(), VERSION, WHAT);
        Check.known(proto);
        return switch (proto.getEventCase()) {
            case TAKEN_OVER -> event(proto.getTakenOver());
            case OBJECTS_CREATED -> event(proto.getObjectsCreated());
            case OBJECT_CHANGED -> event(proto.getObjectChanged());
            case OBJECT_DESTROYED -> event(proto.getObjectDestroyed());
            case PRIVATE_OBJECTS_DESTROYED -> {
                Check.known(proto.getPrivateObjectsDestroyed());
                yield new SessionEvent.PrivateObjectsDestroyed();
            }
            case ENDED -> {
                Check.known(proto.getEnded());
                yield new SessionEvent.Ended();
            }
            case EVENT_NOT_SET -> throw new CorruptRecordException("session event of no kind");
        };
    }

    private static SessionEvent event(SessionTakenOverProto it) {
        Check.known(it);
        return new SessionEvent.TakenOver(SharedRecords.node(it.getNode()));
    }

    private static SessionEvent event(SessionObjectsCreatedProto it) {
        Check.known(it);
        return new SessionEvent.ObjectsCreated(
                SharedRecords.sequence(it.getSequence()), SharedRecords.readAll(it.getObjectsList()));
    }

    private static SessionEvent event(SessionObjectChangedProto it) {
        Check.known(it);
        return new SessionEvent.ObjectChanged(
                SharedRecords.sequence(it.getSequence()), SharedRecords.read(it.getObject()));
    }

    private static SessionEvent event(SessionObjectDestroyedProto it) {
        Check.known(it);
        return new SessionEvent.ObjectDestroyed(
                SharedRecords.sequence(it.getSequence()), SharedRecords.objectHandle(it.getObject()));
    }
}
