package io.craton.hsm.core.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.codec.SessionStateCodec;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.token.Decision;
import io.craton.hsm.core.token.NewObject;
import io.craton.hsm.core.token.Result;
import io.craton.hsm.core.token.StoredObject;
import io.craton.hsm.core.token.TokenLimits;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.pcollections.TreePMap;

final class SessionMachineTest {
    private static final SessionHandle HANDLE = SessionHandle.of(new SlotId(1), 9);
    private static final SessionState FRESH = SessionState.fresh(HANDLE);
    private static final ObjectHandle FIRST = ObjectHandle.ofSession(HANDLE, 1);

    @Test
    void anySplitIntoSnapshotAndTailGivesTheSameState() {
        for (long seed = 0; seed < 60; seed++) {
            SessionWalk walk = SessionWalk.of(seed, 200);
            List<SessionEvent> events = walk.events();
            for (int split = 0; split <= events.size(); split += 11) {
                SessionState recovered = SessionStateCodec.decode(
                        SessionStateCodec.encode(walk.states().get(split)));
                assertThat(fold(recovered, events.subList(split, events.size())))
                        .as("seed %d, split at %d", seed, split)
                        .isEqualTo(walk.states().getLast());
            }
        }
    }

    @Test
    void takesUpAnyEventInAnyStateWithoutFailing() {
        for (long seed = 0; seed < 60; seed++) {
            List<SessionEvent> events =
                    new ArrayList<>(SessionWalk.of(seed, 200).events());
            Collections.shuffle(events, new java.util.Random(seed));
            assertThat(fold(FRESH, events).handle()).isEqualTo(HANDLE);
        }
    }

    @Test
    void createsChangesAndDestroysObjects() {
        SessionState state = done(FRESH, create(1, false, true));
        assertThat(state.objects().keySet()).containsExactly(FIRST, ObjectHandle.ofSession(HANDLE, 2));
        StoredObject changed = object(true).withHandle(FIRST);
        state = done(state, new SessionCommand.ChangeObject(2, changed));
        assertThat(state.object(FIRST)).contains(changed);
        state = done(state, new SessionCommand.DestroyObject(3, FIRST));
        assertThat(state.object(FIRST)).isEmpty();
        assertThat(done(state, create(4, false)).object(ObjectHandle.ofSession(HANDLE, 3)))
                .as("handles are not used again")
                .isPresent();
    }

    @Test
    void repeatsEveryRequestWithItsFirstResult() {
        SessionState state = done(FRESH, create(1, false, true));
        state = done(state, new SessionCommand.DestroyObject(2, FIRST));
        assertThat(SessionMachine.decide(state, create(1, false, true)))
                .isEqualTo(
                        new Decision.Repeated<>(new Result.Objects(List.of(FIRST, ObjectHandle.ofSession(HANDLE, 2)))));
        assertThat(SessionMachine.decide(state, new SessionCommand.DestroyObject(2, FIRST)))
                .isEqualTo(new Decision.Repeated<>(Result.NOTHING));
    }

    @Test
    void refusesObjectsItDoesNotHave() {
        assertRefused(FRESH, new SessionCommand.DestroyObject(1, FIRST), Fault.OBJECT_HANDLE_INVALID);
        assertRefused(
                FRESH,
                new SessionCommand.ChangeObject(1, object(false).withHandle(FIRST)),
                Fault.OBJECT_HANDLE_INVALID);
    }

    @Test
    void losesItsPrivateObjectsWithTheLogin() {
        SessionState state = done(FRESH, create(1, false, true, true));
        state = done(state, new SessionCommand.DestroyPrivateObjects());
        assertThat(state.objects().keySet()).containsExactly(FIRST);
        assertThat(SessionMachine.decide(state, new SessionCommand.DestroyPrivateObjects()))
                .isEqualTo(Decision.unchanged());
    }

    @Test
    void movesToTheNodeThatTakesItOver() {
        assertThat(FRESH.host()).isEmpty();
        SessionState moved = done(FRESH, new SessionCommand.TakeOver("node2"));
        assertThat(moved.host()).contains("node2");
        assertThat(done(moved, new SessionCommand.TakeOver("node2")))
                .as("a take-over is an event every time: it is what stops the old copy")
                .isEqualTo(moved);
    }

    @Test
    void takesNoCommandOnceEnded() {
        SessionState ended = done(done(FRESH, create(1, true)), new SessionCommand.End());
        assertThat(ended.objects()).isEmpty();
        List<SessionCommand> all = List.of(
                new SessionCommand.TakeOver("node2"),
                create(1, true),
                create(2, true),
                new SessionCommand.ChangeObject(3, object(false).withHandle(FIRST)),
                new SessionCommand.DestroyObject(4, FIRST),
                new SessionCommand.DestroyPrivateObjects(),
                new SessionCommand.End());
        assertThat(all)
                .allSatisfy(command -> assertThat(SessionMachine.decide(ended, command))
                        .isEqualTo(Decision.refused(Fault.SESSION_HANDLE_INVALID)));
    }

    @Test
    void createsObjectsUpToTheLimitAndRefusesOneMore() {
        SessionState state = FRESH;
        List<NewObject> batch = Collections.nCopies(TokenLimits.MAX_OBJECTS_AT_ONCE, object(false));
        for (int i = 1; i <= SessionLimits.MAX_OBJECTS / TokenLimits.MAX_OBJECTS_AT_ONCE; i++) {
            state = done(state, new SessionCommand.CreateObjects(i, batch));
        }
        assertThat(state.objects()).hasSize(SessionLimits.MAX_OBJECTS);
        assertRefused(state, create(1_000, false), Fault.DEVICE_MEMORY);
        assertRefused(
                FRESH,
                new SessionCommand.CreateObjects(
                        1, Collections.nCopies(TokenLimits.MAX_OBJECTS_AT_ONCE + 1, object(false))),
                Fault.ARGUMENTS_BAD);
    }

    @Test
    void refusesObjectsOnceItsHandlesAreUsedUp() {
        SessionState last = new SessionState(
                HANDLE,
                Optional.empty(),
                TreePMap.empty(),
                SessionLimits.MAX_OBJECTS_EVER - 1,
                TreePMap.empty(),
                false);
        assertRefused(last, create(1, false, false), Fault.DEVICE_MEMORY);
        SessionState used = done(last, create(1, false));
        assertThat(used.objects().firstKey().isWellFormed()).isTrue();
        assertRefused(used, create(2, false), Fault.DEVICE_MEMORY);
    }

    @Test
    void remembersResultsUpToTheLimitAndRefusesWhatItHadToForget() {
        SessionState state = FRESH;
        for (int i = 1; i <= SessionLimits.MAX_RESULTS; i++) {
            state = done(state, create(i, false));
        }
        assertThat(SessionMachine.decide(state, create(1, false))).isInstanceOf(Decision.Repeated.class);
        state = done(state, create(SessionLimits.MAX_RESULTS + 1, false));
        assertRefused(state, create(1, false), Fault.DEVICE_ERROR);
        assertThat(SessionMachine.decide(state, create(2, false))).isInstanceOf(Decision.Repeated.class);
    }

    private static SessionState fold(SessionState from, List<SessionEvent> events) {
        SessionState state = from;
        for (SessionEvent event : events) {
            state = SessionMachine.evolve(state, event);
        }
        return state;
    }

    private static SessionState done(SessionState state, SessionCommand command) {
        if (SessionMachine.decide(state, command) instanceof Decision.Accepted<SessionEvent>(var events, Result _)) {
            return fold(state, events);
        }
        throw new AssertionError(command + " gave " + SessionMachine.decide(state, command));
    }

    private static void assertRefused(SessionState state, SessionCommand command, Fault fault) {
        assertThat(SessionMachine.decide(state, command)).isEqualTo(Decision.refused(fault));
    }

    private static SessionCommand create(long sequence, Boolean... isPrivate) {
        return new SessionCommand.CreateObjects(
                sequence,
                List.of(isPrivate).stream().map(SessionMachineTest::object).toList());
    }

    private static NewObject object(boolean isPrivate) {
        return new NewObject(Octets.wrap(new byte[16]), isPrivate, Octets.ofHex("a0"), Optional.empty());
    }
}
