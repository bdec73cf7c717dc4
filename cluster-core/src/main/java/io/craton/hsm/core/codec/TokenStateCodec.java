package io.craton.hsm.core.codec;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.codec.proto.ApplicationProto;
import io.craton.hsm.core.codec.proto.IdentityProto;
import io.craton.hsm.core.codec.proto.OpenSessionProto;
import io.craton.hsm.core.codec.proto.PinProto;
import io.craton.hsm.core.codec.proto.TokenStateProto;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.token.ApplicationState;
import io.craton.hsm.core.token.PinRecord;
import io.craton.hsm.core.token.StoredObject;
import io.craton.hsm.core.token.TokenLimits;
import io.craton.hsm.core.token.TokenState;
import io.craton.hsm.core.token.TokenState.Identity;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.PSortedSet;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/**
 * The persisted form of a {@link TokenState}, a snapshot: a {@link TokenStateProto} of version {@value #VERSION}. Equal states have equal
 * bytes. What is read is checked in full, also that its parts agree (handles against counters and slot, the login key against the
 * logins); anything else is a {@link CorruptRecordException}. What could not be read back is not written: {@link
 * IllegalArgumentException}. Stateless.
 */
public final class TokenStateCodec {
    static final int VERSION = 1;
    private static final String WHAT = "token state";

    private TokenStateCodec() {}

    public static byte[] encode(TokenState state) {
        return Check.readable(toProto(state), TokenStateCodec::fromProto, RecordLimits.MAX_STATE_BYTES, WHAT);
    }

    public static TokenState decode(byte[] bytes) {
        return fromProto(Check.parse(TokenStateProto.parser(), bytes, RecordLimits.MAX_STATE_BYTES, WHAT));
    }

    private static TokenStateProto toProto(TokenState state) {
        TokenStateProto.Builder proto = TokenStateProto.newBuilder()
                .setVersion(VERSION)
                .setSlot(state.slot().value())
                .addAllObjects(SharedRecords.writeObjects(state.objects()))
                .setStamp(state.stamp())
                .setSessionCounter(state.sessionCounter())
                .setObjectCounter(state.objectCounter());
        state.identity().ifPresent(identity -> proto.setIdentity(write(identity)));
        state.applications().forEach((id, application) -> proto.addApplications(write(id, application)));
        state.loginKey().ifPresent(key -> proto.setLoginKey(key.toByteString()));
        state.initialization().ifPresent(request -> proto.setInitialization(SharedRecords.write(request)));
        return proto.build();
    }

    private static IdentityProto write(Identity identity) {
        IdentityProto.Builder proto = IdentityProto.newBuilder()
                .setLabel(identity.label())
                .setSerial(identity.serial())
                .setSoPin(write(identity.soPin()));
        identity.userPin().ifPresent(pin -> proto.setUserPin(write(pin)));
        return proto.build();
    }

    private static PinProto write(PinRecord pin) {
        return PinProto.newBuilder()
                .setWrapped(SharedRecords.write(pin.wrapped()))
                .setTries(pin.tries())
                .build();
    }

    private static ApplicationProto write(ApplicationId id, ApplicationState application) {
        ApplicationProto.Builder proto = ApplicationProto.newBuilder()
                .setId(SharedRecords.write(id))
                .addAllNodes(application.nodes())
                .addAllResults(SharedRecords.write(application.results()))
                .setForgottenBelow(application.forgottenBelow());
        application.login().ifPresent(role -> proto.setLogin(SharedRecords.write(role)));
        application.sessions().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> OpenSessionProto.newBuilder()
                        .setHandle(entry.getKey().value())
                        .setReadWrite(entry.getValue()))
                .forEach(proto::addSessions);
        return proto.build();
    }

    private static TokenState fromProto(TokenStateProto proto) {
        Check.version(proto.getVersion(), VERSION, WHAT);
        Check.known(proto);
        TokenState state = new TokenState(
                new SlotId((int) Check.within(0, SlotId.MAX_SLOTS - 1, proto.getSlot(), "slot")),
                proto.hasIdentity() ? Optional.of(identity(proto.getIdentity())) : Optional.empty(),
                SharedRecords.readObjects(proto.getObjectsList(), TokenLimits.MAX_OBJECTS),
                applications(proto.getApplicationsList()),
                loginKey(proto),
                Check.within(1, Long.MAX_VALUE, proto.getStamp(), "stamp"),
                Check.within(0, Long.MAX_VALUE, proto.getSessionCounter(), "session counter"),
                Check.within(0, Long.MAX_VALUE, proto.getObjectCounter(), "object counter"),
                proto.hasInitialization()
                        ? Optional.of(SharedRecords.read(proto.getInitialization()))
                        : Optional.empty());
        requireAgreement(state);
        return state;
    }

    private static Optional<Octets> loginKey(TokenStateProto proto) {
        return proto.hasLoginKey()
                ? Optional.of(Check.octets(proto.getLoginKey(), 1, RecordLimits.MAX_WRAPPED_BYTES, "login key"))
                : Optional.empty();
    }

    private static Identity identity(IdentityProto proto) {
        Check.known(proto);
        return new Identity(
                Check.text(proto.getLabel(), 0, TokenLimits.MAX_LABEL_BYTES, "token label"),
                Check.text(proto.getSerial(), 1, RecordLimits.MAX_SERIAL_BYTES, "token serial"),
                pin(proto.getSoPin()),
                proto.hasUserPin() ? Optional.of(pin(proto.getUserPin())) : Optional.empty());
    }

    private static PinRecord pin(PinProto proto) {
        Check.known(proto);
        return new PinRecord(SharedRecords.read(proto.getWrapped()), (int)
                Check.within(0, TokenLimits.MAX_PIN_TRIES, proto.getTries(), "PIN tries"));
    }

    private static PSortedMap<ApplicationId, ApplicationState> applications(List<ApplicationProto> protos) {
        PSortedMap<ApplicationId, ApplicationState> read = TreePMap.empty();
        @Nullable ApplicationId previous = null;
        for (ApplicationProto proto : protos) {
            Check.known(proto);
            previous = Check.after(
                    previous, SharedRecords.application(proto.getId()), Comparator.naturalOrder(), "applications");
            read = read.plus(previous, application(proto));
        }
        return read;
    }

    private static ApplicationState application(ApplicationProto proto) {
        PSortedSet<String> nodes = TreePSet.empty();
        @Nullable String node = null;
        Check.that(proto.getNodesCount() <= RecordLimits.MAX_NODES, "nodes", "count", proto.getNodesCount());
        for (String name : proto.getNodesList()) {
            node = Check.after(node, SharedRecords.node(name), Comparator.naturalOrder(), "nodes");
            nodes = nodes.plus(node);
        }
        return new ApplicationState(
                SharedRecords.readIfAny(proto.getLogin()),
                nodes,
                sessions(proto.getSessionsList()),
                SharedRecords.readResults(proto.getResultsList(), TokenLimits.MAX_RESULTS_PER_APPLICATION),
                Check.within(0, Long.MAX_VALUE, proto.getForgottenBelow(), "forgotten results"));
    }

    private static PSortedMap<SessionHandle, Boolean> sessions(List<OpenSessionProto> protos) {
        PSortedMap<SessionHandle, Boolean> read = TreePMap.empty();
        @Nullable SessionHandle previous = null;
        for (OpenSessionProto proto : protos) {
            Check.known(proto);
            previous = Check.after(
                    previous, SharedRecords.sessionHandle(proto.getHandle()), Comparator.naturalOrder(), "sessions");
            read = read.plus(previous, proto.getReadWrite());
        }
        return read;
    }

    /** What the parts must have in common. */
    private static void requireAgreement(TokenState state) {
        Check.that(state.sessionCount() <= TokenLimits.MAX_SESSIONS, "open sessions", "count", state.sessionCount());
        Check.that(state.loginKey().isPresent() == state.somebodyIsLoggedIn(), "a login key exactly while logged in");
        for (Map.Entry<ObjectHandle, StoredObject> entry : state.objects().entrySet()) {
            ObjectHandle handle = entry.getKey();
            Check.that(!handle.isSessionObject(), "a session object among token objects");
            Check.that(handle.value() >>> 1 <= state.objectCounter(), "an object beyond the counter");
        }
        for (ApplicationState application : state.applications().values()) {
            for (SessionHandle session : application.sessions().keySet()) {
                Check.that(session.slot().equals(state.slot()), "a session of another slot");
                Check.that(session.counter() <= state.sessionCounter(), "a session beyond the counter");
            }
        }
    }
}
