package io.craton.hsm.core.token;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.token.TokenCommand.PinUse;
import io.craton.hsm.core.token.TokenEvent.Cause;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** A random life of a token: seeded commands, most of which make sense, decided by the machine. The same seed gives the same life. */
public final class TokenWalk {
    private static final int APPLICATIONS = 4;

    /** What one command did. */
    public record Step(TokenState before, TokenCommand command, Decision<TokenEvent> decision, TokenState after) {}

    private final RandomGenerator random;
    private final long[] sequences = new long[APPLICATIONS];
    private final List<Step> steps = new ArrayList<>();
    private TokenState state;

    private TokenWalk(long seed) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.state = TokenState.blank(new SlotId(random.nextInt(SlotId.MAX_SLOTS)));
    }

    /** A life of {@code length} commands. */
    public static List<Step> of(long seed, int length) {
        TokenWalk walk = new TokenWalk(seed);
        walk.take(walk.initialize(0));
        while (walk.steps.size() < length) {
            walk.take(walk.next());
        }
        return walk.steps;
    }

    public static List<TokenEvent> eventsOf(List<Step> steps) {
        return steps.stream()
                .flatMap(step -> step.decision() instanceof Decision.Accepted<TokenEvent>(var events, Result _)
                        ? events.stream()
                        : java.util.stream.Stream.empty())
                .toList();
    }

    private void take(TokenCommand command) {
        Decision<TokenEvent> decision = TokenMachine.decide(state, command);
        TokenState before = state;
        if (decision instanceof Decision.Accepted<TokenEvent>(var events, Result _)) {
            for (TokenEvent event : events) {
                state = TokenMachine.evolve(state, event);
            }
        }
        steps.add(new Step(before, command, decision, state));
    }

    private TokenCommand next() {
        int app = random.nextInt(APPLICATIONS);
        return switch (random.nextInt(32)) {
            case 0 -> initialize(app);
            case 1, 2 -> new TokenCommand.CountPinTry(cause(app), use(app));
            case 3 -> new TokenCommand.FailPinTry(repeatable(app));
            case 4, 5, 6 -> new TokenCommand.LogIn(cause(app), session(app), role(), octets(60));
            case 7 -> new TokenCommand.LogOut(cause(app), session(app));
            case 8 -> new TokenCommand.SetUserPin(cause(app), session(app), wrapped());
            case 9 -> new TokenCommand.ChangePin(cause(app), session(app), role(), wrapped());
            case 10, 11, 12, 13, 14 -> new TokenCommand.OpenSession(cause(app), random.nextInt(4) > 0, node());
            case 15, 16 -> new TokenCommand.CloseSession(cause(app), session(app));
            case 17 -> new TokenCommand.CloseAllSessions(cause(app));
            case 18 -> new TokenCommand.Attach(application(app), session(app), node());
            case 19 -> new TokenCommand.Detach(application(app), node());
            case 20, 21, 22, 23, 24 -> new TokenCommand.CreateObjects(cause(app), session(app), newObjects());
            case 25, 26 ->
                new TokenCommand.ChangeObject(
                        cause(app), session(app), newObject().withHandle(object()));
            case 27, 28 -> new TokenCommand.DestroyObject(cause(app), session(app), object());
            case 29 ->
                new TokenCommand.EvictApplication(application(app), cause(app).request());
            case 30 -> new TokenCommand.EvictSession(session(app), cause(app).request());
            default -> steps.get(random.nextInt(steps.size())).command();
        };
    }

    private TokenCommand initialize(int app) {
        return new TokenCommand.InitializeToken(
                cause(app), "label " + random.nextInt(100), "0123456789abcdef", wrapped());
    }

    private Cause cause(int app) {
        long sequence = sequences[app] += 1 + random.nextInt(2);
        return new Cause(new RequestId(application(app), sequence), Math.max(0, sequence - random.nextInt(20)));
    }

    /** Mostly the request whose try was counted last. */
    private Cause repeatable(int app) {
        for (int i = steps.size() - 1; i >= 0; i--) {
            if (steps.get(i).command() instanceof TokenCommand.CountPinTry(Cause cause, PinUse _)) {
                return cause;
            }
        }
        return cause(app);
    }

    private PinUse use(int app) {
        return switch (random.nextInt(3)) {
            case 0 -> new PinUse.ForInitialization();
            case 1 -> new PinUse.ForChange(session(app));
            default -> new PinUse.ForLogin(session(app), role());
        };
    }

    private Role role() {
        return random.nextInt(3) == 0 ? Role.SECURITY_OFFICER : Role.USER;
    }

    private SessionHandle session(int app) {
        List<SessionHandle> open = state.application(application(app))
                .map(it -> it.sessions().keySet().stream().sorted().toList())
                .orElse(List.of());
        return open.isEmpty() || random.nextInt(20) == 0
                ? SessionHandle.of(state.slot(), 1 + random.nextLong(state.sessionCounter() + 1))
                : open.get(random.nextInt(open.size()));
    }

    private ObjectHandle object() {
        List<ObjectHandle> present = List.copyOf(state.objects().keySet());
        return present.isEmpty() || random.nextInt(20) == 0
                ? ObjectHandle.ofToken(1 + random.nextLong(state.objectCounter() + 1))
                : present.get(random.nextInt(present.size()));
    }

    private List<NewObject> newObjects() {
        List<NewObject> objects = new ArrayList<>();
        for (int count = random.nextInt(4); count > 0; count--) {
            objects.add(newObject());
        }
        return objects;
    }

    private NewObject newObject() {
        return new NewObject(
                octetsOf(16),
                random.nextBoolean(),
                octets(200),
                random.nextBoolean() ? Optional.of(octets(300)) : Optional.empty());
    }

    private String node() {
        return "node" + random.nextInt(5);
    }

    private static ApplicationId application(int app) {
        byte[] id = new byte[ApplicationId.BYTES];
        id[0] = (byte) (200 + app);
        return new ApplicationId(Octets.wrap(id));
    }

    private WrappedSecret wrapped() {
        return new WrappedSecret(octetsOf(16), 600_000, octets(80));
    }

    private Octets octets(int max) {
        return octetsOf(1 + random.nextInt(max));
    }

    private Octets octetsOf(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return Octets.wrap(bytes);
    }
}
