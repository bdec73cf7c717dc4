package io.craton.hsm.core.token;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import java.util.Map;
import java.util.Optional;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * Everything that is agreed on about the token in one slot. Immutable; changed only by {@link TokenMachine#evolve}.
 *
 * @param identity empty until the token is initialised
 * @param loginKey the data key sealed under the cluster key, held exactly while somebody is logged in
 * @param stamp raised by every event that takes something away from a lease holder
 * @param sessionCounter the last session handed out; never goes back, also not when the token is initialised again
 * @param objectCounter likewise for objects
 * @param initialization the request that initialised the token last, for repeats
 */
public record TokenState(
        SlotId slot,
        Optional<Identity> identity,
        PSortedMap<ObjectHandle, StoredObject> objects,
        PSortedMap<ApplicationId, ApplicationState> applications,
        Optional<Octets> loginKey,
        long stamp,
        long sessionCounter,
        long objectCounter,
        Optional<RequestId> initialization) {

    /** Label, serial and PINs of an initialised token. */
    public record Identity(String label, String serial, PinRecord soPin, Optional<PinRecord> userPin) {
        Identity withPin(Role role, PinRecord pin) {
            return switch (role) {
                case SECURITY_OFFICER -> new Identity(label, serial, pin, userPin);
                case USER -> new Identity(label, serial, soPin, Optional.of(pin));
            };
        }

        public Optional<PinRecord> pin(Role role) {
            return switch (role) {
                case SECURITY_OFFICER -> Optional.of(soPin);
                case USER -> userPin;
            };
        }
    }

    /** A slot whose token was never initialised. */
    public static TokenState blank(SlotId slot) {
        return new TokenState(
                slot,
                Optional.empty(),
                TreePMap.empty(),
                TreePMap.empty(),
                Optional.empty(),
                1,
                0,
                0,
                Optional.empty());
    }

    public Optional<ApplicationState> application(ApplicationId id) {
        return Optional.ofNullable(applications.get(id));
    }

    public Optional<StoredObject> object(ObjectHandle handle) {
        return Optional.ofNullable(objects.get(handle));
    }

    /** Whether the session is open and belongs to the application. */
    public boolean hasSession(ApplicationId id, SessionHandle session) {
        return application(id)
                .filter(app -> app.sessions().containsKey(session))
                .isPresent();
    }

    /** The application whose session it is, if it is open. */
    public Optional<ApplicationId> ownerOf(SessionHandle session) {
        return applications.entrySet().stream()
                .filter(app -> app.getValue().sessions().containsKey(session))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    public boolean isReadWrite(ApplicationId id, SessionHandle session) {
        return application(id).map(app -> app.sessions().get(session)).orElse(false);
    }

    public Optional<Role> login(ApplicationId id) {
        return application(id).flatMap(ApplicationState::login);
    }

    public int sessionCount() {
        return applications.values().stream()
                .mapToInt(app -> app.sessions().size())
                .sum();
    }

    public int readWriteSessionCount() {
        return applications.values().stream()
                .mapToInt(app -> (int) app.sessions().values().stream()
                        .filter(readWrite -> readWrite)
                        .count())
                .sum();
    }

    public boolean somebodyIsLoggedIn() {
        return applications.values().stream().anyMatch(app -> app.login().isPresent());
    }

    /** The result of a request that was carried out before, if it is remembered. */
    public Optional<Result> resultOf(RequestId request) {
        if (initialization.filter(request::equals).isPresent()) {
            return Optional.of(Result.NOTHING);
        }
        return application(request.application()).map(app -> app.results().get(request.sequence()));
    }

    /** Whether the request is so old that it may have been carried out and its result forgotten. */
    boolean hasForgotten(RequestId request) {
        return application(request.application())
                .filter(app -> app.hasForgotten(request.sequence()))
                .isPresent();
    }

    TokenState with(Identity changed) {
        return new TokenState(
                slot,
                Optional.of(changed),
                objects,
                applications,
                loginKey,
                stamp,
                sessionCounter,
                objectCounter,
                initialization);
    }

    TokenState with(ApplicationId id, ApplicationState application) {
        return withApplications(applications.plus(id, application));
    }

    TokenState withApplications(PSortedMap<ApplicationId, ApplicationState> changed) {
        TokenState next = new TokenState(
                slot, identity, objects, changed, loginKey, stamp, sessionCounter, objectCounter, initialization);
        return next.somebodyIsLoggedIn() ? next : next.withLoginKey(Optional.empty());
    }

    TokenState withLoginKey(Optional<Octets> key) {
        return new TokenState(
                slot, identity, objects, applications, key, stamp, sessionCounter, objectCounter, initialization);
    }

    TokenState withObjects(PSortedMap<ObjectHandle, StoredObject> changed, long counter) {
        return new TokenState(
                slot, identity, changed, applications, loginKey, stamp, sessionCounter, counter, initialization);
    }

    TokenState withSessionCounter(long counter) {
        return new TokenState(
                slot, identity, objects, applications, loginKey, stamp, counter, objectCounter, initialization);
    }

    /** With the next stamp: what lease holders know of this token is stale in part. */
    TokenState restamped() {
        return new TokenState(
                slot,
                identity,
                objects,
                applications,
                loginKey,
                stamp + 1,
                sessionCounter,
                objectCounter,
                initialization);
    }
}
