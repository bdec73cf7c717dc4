package io.craton.hsm.core.session;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.token.Decision;
import io.craton.hsm.core.token.NewObject;
import io.craton.hsm.core.token.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A random life of a session, which may end. The same seed gives the same life. */
public final class SessionWalk {
    private final RandomGenerator random;
    private final List<SessionEvent> events = new ArrayList<>();
    private final List<SessionState> states = new ArrayList<>();
    private SessionState state;
    private long sequence;

    private SessionWalk(long seed) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.state = SessionState.fresh(
                SessionHandle.of(new SlotId(random.nextInt(SlotId.MAX_SLOTS)), 1 + random.nextLong(1L << 30)));
        states.add(state);
    }

    public static SessionWalk of(long seed, int length) {
        SessionWalk walk = new SessionWalk(seed);
        for (int i = 0; i < length; i++) {
            walk.take(walk.next());
        }
        return walk;
    }

    public List<SessionEvent> events() {
        return events;
    }

    /** The state before any event, then the one after each. */
    public List<SessionState> states() {
        return states;
    }

    private void take(SessionCommand command) {
        if (SessionMachine.decide(state, command) instanceof Decision.Accepted<SessionEvent>(var accepted, Result _)) {
            for (SessionEvent event : accepted) {
                state = SessionMachine.evolve(state, event);
                events.add(event);
                states.add(state);
            }
        }
    }

    private SessionCommand next() {
        return switch (random.nextInt(100)) {
            case 0 -> new SessionCommand.End();
            case 1, 2, 3, 4 -> new SessionCommand.DestroyPrivateObjects();
            case 5, 6, 7, 8, 9 -> new SessionCommand.TakeOver("node" + random.nextInt(5));
            default -> nextChange();
        };
    }

    private SessionCommand nextChange() {
        sequence += 1 + random.nextInt(3);
        return switch (random.nextInt(4)) {
            case 0 -> new SessionCommand.ChangeObject(sequence, newObject().withHandle(object()));
            case 1 -> new SessionCommand.DestroyObject(sequence, object());
            default -> new SessionCommand.CreateObjects(sequence, List.of(newObject(), newObject()));
        };
    }

    private ObjectHandle object() {
        List<ObjectHandle> present = List.copyOf(state.objects().keySet());
        return present.isEmpty()
                ? ObjectHandle.ofSession(state.handle(), 1)
                : present.get(random.nextInt(present.size()));
    }

    private NewObject newObject() {
        return new NewObject(
                octets(16),
                random.nextBoolean(),
                octets(random.nextInt(100)),
                random.nextBoolean() ? Optional.of(octets(1 + random.nextInt(100))) : Optional.empty());
    }

    private Octets octets(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Octets.wrap(bytes);
    }
}
