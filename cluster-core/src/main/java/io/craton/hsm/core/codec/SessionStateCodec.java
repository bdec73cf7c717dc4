package io.craton.hsm.core.codec;

import io.craton.hsm.core.codec.proto.SessionStateProto;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.session.SessionLimits;
import io.craton.hsm.core.session.SessionState;
import java.util.Optional;

/**
 * The persisted form of a {@link SessionState}, a snapshot: a {@link SessionStateProto} of version {@value #VERSION}. Equal states have
 * equal bytes. Strict in what it reads and writes, like {@link TokenStateCodec}. Stateless.
 */
public final class SessionStateCodec {
    static final int VERSION = 1;
    private static final String WHAT = "session state";

    private SessionStateCodec() {}

    public static byte[] encode(SessionState state) {
        return Check.readable(toProto(state), SessionStateCodec::fromProto, RecordLimits.MAX_STATE_BYTES, WHAT);
    }

    public static SessionState decode(byte[] bytes) {
        return fromProto(Check.parse(SessionStateProto.parser(), bytes, RecordLimits.MAX_STATE_BYTES, WHAT));
    }

    private static SessionStateProto toProto(SessionState state) {
        SessionStateProto.Builder proto = SessionStateProto.newBuilder()
                .setVersion(VERSION)
                .setHandle(state.handle().value())
                .addAllObjects(SharedRecords.writeObjects(state.objects()))
                .setObjectCounter(state.objectCounter())
                .addAllResults(SharedRecords.write(state.results()))
                .setEnded(state.ended());
        state.host().ifPresent(proto::setHost);
        return proto.build();
    }

    private static SessionState fromProto(SessionStateProto proto) {
        Check.version(proto.getVersion(), VERSION, WHAT);
        Check.known(proto);
        SessionState state = new SessionState(
                SharedRecords.sessionHandle(proto.getHandle()),
                proto.hasHost() ? Optional.of(SharedRecords.node(proto.getHost())) : Optional.empty(),
                SharedRecords.readObjects(proto.getObjectsList(), SessionLimits.MAX_OBJECTS),
                Check.within(0, Long.MAX_VALUE, proto.getObjectCounter(), "object counter"),
                SharedRecords.readResults(proto.getResultsList(), SessionLimits.MAX_RESULTS),
                proto.getEnded());
        for (ObjectHandle object : state.objects().keySet()) {
            Check.that(
                    object.isSessionObject()
                            && object.owner(state.handle().slot()).equals(state.handle()),
                    "an object of another session");
        }
        return state;
    }
}
