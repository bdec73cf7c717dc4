package io.craton.hsm.core.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.session.SessionEvent;
import io.craton.hsm.core.session.SessionState;
import io.craton.hsm.core.token.ApplicationState;
import io.craton.hsm.core.token.PinRecord;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.StoredObject;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenEvent.Cause;
import io.craton.hsm.core.token.TokenState;
import io.craton.hsm.core.token.WrappedSecret;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;

/** Fixed records, whose bytes stand in the golden files. */
final class Samples {
    static final SlotId SLOT = new SlotId(3);
    static final ApplicationId APPLICATION = new ApplicationId(Octets.ofHex("000102030405060708090a0b0c0d0eff"));
    static final ApplicationId OTHER = new ApplicationId(Octets.ofHex("ff0102030405060708090a0b0c0d0eff"));
    static final Cause CAUSE = new Cause(new RequestId(APPLICATION, 41), 39);
    static final SessionHandle SESSION = SessionHandle.of(SLOT, 7);
    static final WrappedSecret WRAPPED = new WrappedSecret(Octets.ofHex("5a17"), 600_000, Octets.ofHex("b10b"));
    static final StoredObject OBJECT = object(ObjectHandle.ofToken(5), true);

    static final List<TokenEvent> TOKEN_EVENTS = List.of(
            new TokenEvent.TokenInitialized(CAUSE, "täst", "0123456789abcdef", WRAPPED),
            new TokenEvent.PinTryCounted(CAUSE, Role.SECURITY_OFFICER),
            new TokenEvent.PinTryFailed(CAUSE),
            new TokenEvent.LoggedIn(CAUSE, Role.USER, Octets.ofHex("10c1")),
            new TokenEvent.LoggedOut(CAUSE),
            new TokenEvent.PinSet(CAUSE, Role.USER, WRAPPED),
            new TokenEvent.SessionOpened(CAUSE, SESSION, true, "node1"),
            new TokenEvent.SessionClosed(CAUSE, SESSION),
            new TokenEvent.AllSessionsClosed(CAUSE),
            new TokenEvent.ApplicationAttached(APPLICATION, "node2"),
            new TokenEvent.ApplicationDetached(APPLICATION, "node2"),
            new TokenEvent.ObjectsCreated(CAUSE, List.of(OBJECT, object(ObjectHandle.ofToken(6), false))),
            new TokenEvent.ObjectChanged(CAUSE, OBJECT),
            new TokenEvent.ObjectDestroyed(CAUSE, OBJECT.handle()),
            new TokenEvent.ApplicationEvicted(APPLICATION, CAUSE.request()),
            new TokenEvent.SessionEvicted(APPLICATION, SESSION, CAUSE.request()));

    static final TokenState TOKEN_STATE = new TokenState(
            SLOT,
            Optional.of(new TokenState.Identity(
                    "täst", "0123456789abcdef", new PinRecord(WRAPPED, 0), Optional.of(new PinRecord(WRAPPED, 10)))),
            objects(OBJECT, object(ObjectHandle.ofToken(6), false)),
            TreePMap.<ApplicationId, ApplicationState>empty()
                    .plus(
                            OTHER,
                            new ApplicationState(Optional.empty(), TreePSet.empty(), TreePMap.empty(), results(), 0))
                    .plus(
                            APPLICATION,
                            new ApplicationState(
                                    Optional.of(Role.USER),
                                    TreePSet.of("node1", "node2"),
                                    TreePMap.<SessionHandle, Boolean>empty()
                                            .plus(SESSION, true)
                                            .plus(SessionHandle.of(SLOT, 2), false),
                                    results(),
                                    40)),
            Optional.of(Octets.ofHex("10c1")),
            12,
            7,
            6,
            Optional.of(new RequestId(OTHER, 1)));

    static final StoredObject SESSION_OBJECT = object(ObjectHandle.ofSession(SESSION, 2), true);

    static final List<SessionEvent> SESSION_EVENTS = List.of(
            new SessionEvent.TakenOver("node2"),
            new SessionEvent.ObjectsCreated(
                    41, List.of(SESSION_OBJECT, object(ObjectHandle.ofSession(SESSION, 3), false))),
            new SessionEvent.ObjectChanged(42, SESSION_OBJECT),
            new SessionEvent.ObjectDestroyed(43, SESSION_OBJECT.handle()),
            new SessionEvent.PrivateObjectsDestroyed(),
            new SessionEvent.Ended());

    static final SessionState SESSION_STATE =
            new SessionState(SESSION, Optional.of("node2"), objects(SESSION_OBJECT), 3, results(), false);

    private Samples() {}

    private static StoredObject object(ObjectHandle handle, boolean isPrivate) {
        return new StoredObject(
                handle,
                Octets.ofHex("a0a1a2a3a4a5a6a7a8a9aaabacadaeaf"),
                isPrivate,
                Octets.ofHex("c0ffee"),
                isPrivate ? Optional.of(Octets.ofHex("5ea1ed")) : Optional.empty());
    }

    private static PSortedMap<ObjectHandle, StoredObject> objects(StoredObject... all) {
        PSortedMap<ObjectHandle, StoredObject> objects = TreePMap.empty();
        for (StoredObject object : all) {
            objects = objects.plus(object.handle(), object);
        }
        return objects;
    }

    /** One of each kind. */
    private static PSortedMap<Long, Result> results() {
        return TreePMap.<Long, Result>empty()
                .plus(40L, Result.NOTHING)
                .plus(41L, new Result.Session(SESSION))
                .plus(42L, new Result.Objects(List.of(ObjectHandle.ofToken(5), ObjectHandle.ofToken(6))))
                .plus(43L, new Result.TryCounted())
                .plus(44L, new Result.Failed(Fault.PIN_INCORRECT));
    }

    /** Flips bits; {@code reader} may refuse what comes of it as corrupt, and nothing else may happen. */
    static void damage(byte[] good, int rounds, Consumer<byte[]> reader) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(20261121);
        for (int round = 0; round < rounds; round++) {
            byte[] bad = good.clone();
            for (int flips = 1 + random.nextInt(3); flips > 0; flips--) {
                bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
            }
            try {
                reader.accept(bad);
            } catch (CorruptRecordException e) {
                assertThat(e.getMessage()).isNotBlank();
            }
        }
    }
}
