package io.craton.hsm.core.codec;

import com.google.protobuf.ByteString;
import io.craton.hsm.core.codec.proto.CauseProto;
import io.craton.hsm.core.codec.proto.HandlesProto;
import io.craton.hsm.core.codec.proto.RequestIdProto;
import io.craton.hsm.core.codec.proto.ResultProto;
import io.craton.hsm.core.codec.proto.RoleProto;
import io.craton.hsm.core.codec.proto.StoredObjectProto;
import io.craton.hsm.core.codec.proto.WrappedSecretProto;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.StoredObject;
import io.craton.hsm.core.token.TokenEvent.Cause;
import io.craton.hsm.core.token.TokenLimits;
import io.craton.hsm.core.token.WrappedSecret;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/** The parts that events and states of tokens and sessions have in common. A part that is absent reads as one that is out of bounds. */
final class SharedRecords {
    private SharedRecords() {}

    static ApplicationId application(ByteString id) {
        return new ApplicationId(Check.octets(id, ApplicationId.BYTES, ApplicationId.BYTES, "application id"));
    }

    static ByteString write(ApplicationId id) {
        return id.value().toByteString();
    }

    static RequestIdProto write(RequestId request) {
        return RequestIdProto.newBuilder()
                .setApplication(write(request.application()))
                .setSequence(request.sequence())
                .build();
    }

    static RequestId read(RequestIdProto request) {
        Check.known(request);
        return new RequestId(application(request.getApplication()), sequence(request.getSequence()));
    }

    static long sequence(long found) {
        return Check.within(1, Long.MAX_VALUE, found, "request sequence");
    }

    static CauseProto write(Cause cause) {
        return CauseProto.newBuilder()
                .setRequest(write(cause.request()))
                .setOldestUnanswered(cause.oldestUnanswered())
                .build();
    }

    static Cause read(CauseProto cause) {
        Check.known(cause);
        return new Cause(
                read(cause.getRequest()),
                Check.within(0, Long.MAX_VALUE, cause.getOldestUnanswered(), "oldest unanswered"));
    }

    static RoleProto write(Role role) {
        return switch (role) {
            case USER -> RoleProto.ROLE_USER;
            case SECURITY_OFFICER -> RoleProto.ROLE_SECURITY_OFFICER;
        };
    }

    static Role read(RoleProto role) {
        return readIfAny(role).orElseThrow(() -> new CorruptRecordException("no role"));
    }

    static Optional<Role> readIfAny(RoleProto role) {
        return switch (role) {
            case ROLE_USER -> Optional.of(Role.USER);
            case ROLE_SECURITY_OFFICER -> Optional.of(Role.SECURITY_OFFICER);
            case ROLE_UNSPECIFIED -> Optional.empty();
            case UNRECOGNIZED -> throw new CorruptRecordException("unknown role");
        };
    }

    static WrappedSecretProto write(WrappedSecret secret) {
        return WrappedSecretProto.newBuilder()
                .setSalt(secret.salt().toByteString())
                .setIterations(secret.iterations())
                .setBlob(secret.blob().toByteString())
                .build();
    }

    static WrappedSecret read(WrappedSecretProto secret) {
        Check.known(secret);
        return new WrappedSecret(
                Check.octets(secret.getSalt(), 1, RecordLimits.MAX_SALT_BYTES, "salt"),
                (int) Check.within(1, RecordLimits.MAX_ITERATIONS, secret.getIterations(), "iterations"),
                Check.octets(secret.getBlob(), 1, RecordLimits.MAX_WRAPPED_BYTES, "wrapped secret"));
    }

    static StoredObjectProto write(StoredObject object) {
        StoredObjectProto.Builder proto = StoredObjectProto.newBuilder()
                .setHandle(object.handle().value())
                .setUid(object.uid().toByteString())
                .setIsPrivate(object.isPrivate())
                .setAttributes(object.attributes().toByteString());
        object.material().ifPresent(material -> proto.setMaterial(material.toByteString()));
        return proto.build();
    }

    static StoredObject read(StoredObjectProto object) {
        Check.known(object);
        return new StoredObject(
                objectHandle(object.getHandle()),
                Check.octets(object.getUid(), RecordLimits.UID_BYTES, RecordLimits.UID_BYTES, "object uid"),
                object.getIsPrivate(),
                Check.octets(object.getAttributes(), 0, RecordLimits.MAX_ATTRIBUTES_BYTES, "object attributes"),
                object.hasMaterial()
                        ? Optional.of(Check.octets(
                                object.getMaterial(), 1, RecordLimits.MAX_MATERIAL_BYTES, "object material"))
                        : Optional.empty());
    }

    /** What one request made. */
    static List<StoredObject> readAll(List<StoredObjectProto> objects) {
        Check.that(objects.size() <= TokenLimits.MAX_OBJECTS_AT_ONCE, "objects at once", "count", objects.size());
        return objects.stream().map(SharedRecords::read).toList();
    }

    static ObjectHandle objectHandle(long value) {
        ObjectHandle handle = new ObjectHandle(value);
        Check.that(handle.isWellFormed(), "malformed object handle");
        return handle;
    }

    static SessionHandle sessionHandle(long value) {
        SessionHandle handle = new SessionHandle(value);
        Check.that(handle.isWellFormed(), "malformed session handle");
        return handle;
    }

    static String node(String name) {
        return Check.text(name, 1, RecordLimits.MAX_NODE_BYTES, "node name");
    }

    static void flag(boolean value) {
        Check.that(value, "a flag that is never written false");
    }

    static ResultProto write(long sequence, Result result) {
        ResultProto.Builder proto = ResultProto.newBuilder().setSequence(sequence);
        switch (result) {
            case Result.Nothing() -> proto.setNothing(true);
            case Result.Session(SessionHandle handle) -> proto.setSession(handle.value());
            case Result.Objects(List<ObjectHandle> handles) ->
                proto.setObjects(HandlesProto.newBuilder()
                        .addAllHandles(handles.stream().map(ObjectHandle::value).toList()));
            case Result.TryCounted() -> proto.setTryCounted(true);
            case Result.Failed(var fault) -> proto.setFailed(FaultIds.of(fault));
        }
        return proto.build();
    }

    static Result read(ResultProto result) {
        Check.known(result);
        return switch (result.getResultCase()) {
            case NOTHING -> {
                flag(result.getNothing());
                yield Result.NOTHING;
            }
            case SESSION -> new Result.Session(sessionHandle(result.getSession()));
            case OBJECTS -> handles(result.getObjects());
            case TRY_COUNTED -> {
                flag(result.getTryCounted());
                yield new Result.TryCounted();
            }
            case FAILED -> new Result.Failed(FaultIds.withId(result.getFailed()));
            case RESULT_NOT_SET -> throw new CorruptRecordException("a request without a result");
        };
    }

    private static Result.Objects handles(HandlesProto objects) {
        Check.known(objects);
        int count = objects.getHandlesCount();
        Check.that(count <= TokenLimits.MAX_OBJECTS_AT_ONCE, "objects at once", "count", count);
        return new Result.Objects(objects.getHandlesList().stream()
                .map(SharedRecords::objectHandle)
                .toList());
    }

    static List<ResultProto> write(PSortedMap<Long, Result> results) {
        return results.entrySet().stream()
                .map((Map.Entry<Long, Result> entry) -> write(entry.getKey(), entry.getValue()))
                .toList();
    }

    static PSortedMap<Long, Result> readResults(List<ResultProto> results, int max) {
        Check.that(results.size() <= max, "results", "count", results.size());
        PSortedMap<Long, Result> read = TreePMap.empty();
        @Nullable Long previous = null;
        for (ResultProto result : results) {
            previous = Check.after(previous, sequence(result.getSequence()), Comparator.naturalOrder(), "results");
            read = read.plus(previous, read(result));
        }
        return read;
    }

    static List<StoredObjectProto> writeObjects(PSortedMap<ObjectHandle, StoredObject> objects) {
        return objects.values().stream().map(SharedRecords::write).toList();
    }

    static PSortedMap<ObjectHandle, StoredObject> readObjects(List<StoredObjectProto> objects, int max) {
        Check.that(objects.size() <= max, "objects", "count", objects.size());
        PSortedMap<ObjectHandle, StoredObject> read = TreePMap.empty();
        @Nullable ObjectHandle previous = null;
        for (StoredObjectProto proto : objects) {
            StoredObject object = read(proto);
            previous = Check.after(previous, object.handle(), Comparator.naturalOrder(), "objects");
            read = read.plus(previous, object);
        }
        return read;
    }
}
