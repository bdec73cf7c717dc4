package io.craton.hsm.core.codec;

import static io.craton.hsm.core.codec.SharedRecords.read;
import static io.craton.hsm.core.codec.SharedRecords.write;

import io.craton.hsm.core.codec.proto.AllSessionsClosedProto;
import io.craton.hsm.core.codec.proto.ApplicationAttachedProto;
import io.craton.hsm.core.codec.proto.ApplicationDetachedProto;
import io.craton.hsm.core.codec.proto.ApplicationEvictedProto;
import io.craton.hsm.core.codec.proto.LoggedInProto;
import io.craton.hsm.core.codec.proto.LoggedOutProto;
import io.craton.hsm.core.codec.proto.PinSetProto;
import io.craton.hsm.core.codec.proto.PinTryCountedProto;
import io.craton.hsm.core.codec.proto.PinTryFailedProto;
import io.craton.hsm.core.codec.proto.TokenEventProto;
import io.craton.hsm.core.codec.proto.TokenInitializedProto;
import io.craton.hsm.core.codec.proto.TokenObjectChangedProto;
import io.craton.hsm.core.codec.proto.TokenObjectDestroyedProto;
import io.craton.hsm.core.codec.proto.TokenObjectsCreatedProto;
import io.craton.hsm.core.codec.proto.TokenSessionClosedProto;
import io.craton.hsm.core.codec.proto.TokenSessionEvictedProto;
import io.craton.hsm.core.codec.proto.TokenSessionOpenedProto;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenLimits;

/**
 * The persisted form of a {@link TokenEvent}: a {@link TokenEventProto} of version {@value #VERSION}, at most {@value
 * RecordLimits#MAX_EVENT_BYTES} bytes. What is read is checked in full (version, alternative, unknown fields, every field's bounds);
 * anything else is a {@link CorruptRecordException}. What could not be read back is not written: {@link IllegalArgumentException}, a
 * defect of the caller. Stateless.
 */
public final class TokenEventCodec {
    static final int VERSION = 1;
    private static final String WHAT = "token event";

    private TokenEventCodec() {}

    public static byte[] encode(TokenEvent event) {
        return Check.readable(toProto(event), TokenEventCodec::fromProto, RecordLimits.MAX_EVENT_BYTES, WHAT);
    }

    public static TokenEvent decode(byte[] bytes) {
        return fromProto(Check.parse(TokenEventProto.parser(), bytes, RecordLimits.MAX_EVENT_BYTES, WHAT));
    }

    private static TokenEventProto toProto(TokenEvent event) {
        TokenEventProto.Builder proto = TokenEventProto.newBuilder().setVersion(VERSION);
        switch (event) {
            case TokenEvent.TokenInitialized it -> proto.setTokenInitialized(proto(it));
            case TokenEvent.PinTryCounted it ->
                proto.setPinTryCounted(PinTryCountedProto.newBuilder()
                        .setCause(write(it.cause()))
                        .setRole(write(it.role())));
            case TokenEvent.PinTryFailed it ->
                proto.setPinTryFailed(PinTryFailedProto.newBuilder().setCause(write(it.cause())));
            case TokenEvent.LoggedIn it -> proto.setLoggedIn(proto(it));
            case TokenEvent.LoggedOut it ->
                proto.setLoggedOut(LoggedOutProto.newBuilder().setCause(write(it.cause())));
            case TokenEvent.PinSet it -> proto.setPinSet(proto(it));
            case TokenEvent.SessionOpened it -> proto.setSessionOpened(proto(it));
            case TokenEvent.SessionClosed it -> proto.setSessionClosed(proto(it));
            case TokenEvent.AllSessionsClosed it ->
                proto.setAllSessionsClosed(AllSessionsClosedProto.newBuilder().setCause(write(it.cause())));
            case TokenEvent.ApplicationAttached it -> proto.setApplicationAttached(proto(it));
            case TokenEvent.ApplicationDetached it -> proto.setApplicationDetached(proto(it));
            case TokenEvent.ApplicationEvicted it ->
                proto.setApplicationEvicted(ApplicationEvictedProto.newBuilder()
                        .setApplication(write(it.application()))
                        .setBy(write(it.by())));
            case TokenEvent.SessionEvicted it ->
                proto.setSessionEvicted(TokenSessionEvictedProto.newBuilder()
                        .setApplication(write(it.application()))
                        .setSession(it.session().value())
                        .setBy(write(it.by())));
            case TokenEvent.ObjectsCreated it -> proto.setObjectsCreated(proto(it));
            case TokenEvent.ObjectChanged it ->
                proto.setObjectChanged(TokenObjectChangedProto.newBuilder()
                        .setCause(write(it.cause()))
                        .setObject(write(it.object())));
            case TokenEvent.ObjectDestroyed it ->
                proto.setObjectDestroyed(TokenObjectDestroyedProto.newBuilder()
                        .setCause(write(it.cause()))
                        .setObject(it.object().value()));
        }
        return proto.build();
    }

    private static TokenInitializedProto.Builder proto(TokenEvent.TokenInitialized it) {
        return TokenInitializedProto.newBuilder()
                .setCause(write(it.cause()))
                .setLabel(it.label())
                .setSerial(it.serial())
                .setSoPin(write(it.soPin()));
    }

    private static LoggedInProto.Builder proto(TokenEvent.LoggedIn it) {
        return LoggedInProto.newBuilder()
                .setCause(write(it.cause()))
                .setRole(write(it.role()))
                .setLoginKey(it.loginKey().toByteString());
    }

    private static PinSetProto.Builder proto(TokenEvent.PinSet it) {
        return PinSetProto.newBuilder()
                .setCause(write(it.cause()))
                .setRole(write(it.role()))
                .setWrapped(write(it.wrapped()));
    }

    private static TokenSessionOpenedProto.Builder proto(TokenEvent.SessionOpened it) {
        return TokenSessionOpenedProto.newBuilder()
                .setCause(write(it.cause()))
                .setSession(it.session().value())
                .setReadWrite(it.readWrite())
                .setNode(it.node());
    }

    private static TokenSessionClosedProto.Builder proto(TokenEvent.SessionClosed it) {
        return TokenSessionClosedProto.newBuilder()
                .setCause(write(it.cause()))
                .setSession(it.session().value());
    }

    private static ApplicationAttachedProto.Builder proto(TokenEvent.ApplicationAttached it) {
        return ApplicationAttachedProto.newBuilder()
                .setApplication(write(it.application()))
                .setNode(it.node());
    }

    private static ApplicationDetachedProto.Builder proto(TokenEvent.ApplicationDetached it) {
        return ApplicationDetachedProto.newBuilder()
                .setApplication(write(it.application()))
                .setNode(it.node());
    }

    private static TokenObjectsCreatedProto.Builder proto(TokenEvent.ObjectsCreated it) {
        return TokenObjectsCreatedProto.newBuilder()
                .setCause(write(it.cause()))
                .addAllObjects(it.objects().stream().map(SharedRecords::write).toList());
    }

    private static TokenEvent fromProto(TokenEventProto proto) {
        Check.version(proto.getVersion(), VERSION, WHAT);
        Check.known(proto);
        return switch (proto.getEventCase()) {
            case TOKEN_INITIALIZED -> event(proto.getTokenInitialized());
            case PIN_TRY_COUNTED -> event(proto.getPinTryCounted());
            case PIN_TRY_FAILED -> event(proto.getPinTryFailed());
            case LOGGED_IN -> event(proto.getLoggedIn());
            case LOGGED_OUT -> event(proto.getLoggedOut());
            case PIN_SET -> event(proto.getPinSet());
            case SESSION_OPENED -> event(proto.getSessionOpened());
            case SESSION_CLOSED -> event(proto.getSessionClosed());
            case ALL_SESSIONS_CLOSED -> event(proto.getAllSessionsClosed());
            case APPLICATION_ATTACHED -> event(proto.getApplicationAttached());
            case APPLICATION_DETACHED -> event(proto.getApplicationDetached());
            case OBJECTS_CREATED -> event(proto.getObjectsCreated());
            case OBJECT_CHANGED -> event(proto.getObjectChanged());
            case OBJECT_DESTROYED -> event(proto.getObjectDestroyed());
            case APPLICATION_EVICTED -> event(proto.getApplicationEvicted());
            case SESSION_EVICTED -> event(proto.getSessionEvicted());
            case EVENT_NOT_SET -> throw new CorruptRecordException("token event of no kind");
        };
    }

    private static TokenEvent event(TokenInitializedProto it) {
        Check.known(it);
        return new TokenEvent.TokenInitialized(
                read(it.getCause()),
                Check.text(it.getLabel(), 0, TokenLimits.MAX_LABEL_BYTES, "token label"),
                Check.text(it.getSerial(), 1, RecordLimits.MAX_SERIAL_BYTES, "token serial"),
                read(it.getSoPin()));
    }

    private static TokenEvent event(PinTryCountedProto it) {
        Check.known(it);
        return new TokenEvent.PinTryCounted(read(it.getCause()), read(it.getRole()));
    }

    private static TokenEvent event(PinTryFailedProto it) {
        Check.known(it);
        return new TokenEvent.PinTryFailed(read(it.getCause()));
    }

    private static TokenEvent event(LoggedInProto it) {
        Check.known(it);
        return new TokenEvent.LoggedIn(
                read(it.getCause()),
                read(it.getRole()),
                Check.octets(it.getLoginKey(), 1, RecordLimits.MAX_WRAPPED_BYTES, "login key"));
    }

    private static TokenEvent event(LoggedOutProto it) {
        Check.known(it);
        return new TokenEvent.LoggedOut(read(it.getCause()));
    }

    private static TokenEvent event(PinSetProto it) {
        Check.known(it);
        return new TokenEvent.PinSet(read(it.getCause()), read(it.getRole()), read(it.getWrapped()));
    }

    private static TokenEvent event(TokenSessionOpenedProto it) {
        Check.known(it);
        return new TokenEvent.SessionOpened(
                read(it.getCause()),
                SharedRecords.sessionHandle(it.getSession()),
                it.getReadWrite(),
                SharedRecords.node(it.getNode()));
    }

    private static TokenEvent event(TokenSessionClosedProto it) {
        Check.known(it);
        return new TokenEvent.SessionClosed(read(it.getCause()), SharedRecords.sessionHandle(it.getSession()));
    }

    private static TokenEvent event(AllSessionsClosedProto it) {
        Check.known(it);
        return new TokenEvent.AllSessionsClosed(read(it.getCause()));
    }

    private static TokenEvent event(ApplicationAttachedProto it) {
        Check.known(it);
        return new TokenEvent.ApplicationAttached(
                SharedRecords.application(it.getApplication()), SharedRecords.node(it.getNode()));
    }

    private static TokenEvent event(ApplicationDetachedProto it) {
        Check.known(it);
        return new TokenEvent.ApplicationDetached(
                SharedRecords.application(it.getApplication()), SharedRecords.node(it.getNode()));
    }

    private static TokenEvent event(ApplicationEvictedProto it) {
        Check.known(it);
        return new TokenEvent.ApplicationEvicted(SharedRecords.application(it.getApplication()), read(it.getBy()));
    }

    private static TokenEvent event(TokenSessionEvictedProto it) {
        Check.known(it);
        return new TokenEvent.SessionEvicted(
                SharedRecords.application(it.getApplication()),
                SharedRecords.sessionHandle(it.getSession()),
                read(it.getBy()));
    }

    private static TokenEvent event(TokenObjectsCreatedProto it) {
        Check.known(it);
        return new TokenEvent.ObjectsCreated(read(it.getCause()), SharedRecords.readAll(it.getObjectsList()));
    }

    private static TokenEvent event(TokenObjectChangedProto it) {
        Check.known(it);
        return new TokenEvent.ObjectChanged(read(it.getCause()), read(it.getObject()));
    }

    private static TokenEvent event(TokenObjectDestroyedProto it) {
        Check.known(it);
        return new TokenEvent.ObjectDestroyed(read(it.getCause()), SharedRecords.objectHandle(it.getObject()));
    }
}
