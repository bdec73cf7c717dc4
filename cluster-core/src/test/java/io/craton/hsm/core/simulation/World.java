package io.craton.hsm.core.simulation;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.id.Role;
import io.craton.hsm.core.id.SlotId;
import io.craton.hsm.core.token.TokenEvent;
import io.craton.hsm.core.token.TokenEvent.Cause;
import io.craton.hsm.core.token.TokenMachine;
import io.craton.hsm.core.token.TokenState;
import io.craton.hsm.core.token.WrappedSecret;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * A cluster, its clients, its network and everything that goes wrong, in one thread and one virtual time. The same seed gives the same
 * run. Time is in nanoseconds of no node's clock.
 */
final class World {
    static final long MILLI = 1_000_000L;
    static final long SECOND = 1_000 * MILLI;
    static final Octets RIGHT_PIN = Octets.ofHex("01");
    static final Octets WRONG_PIN = Octets.ofHex("02");
    static final ApplicationId ATTACKER = application(99);

    private record Scheduled(long time, long order, Runnable step) implements Comparable<Scheduled> {
        @Override
        public int compareTo(Scheduled other) {
            int byTime = Long.compare(time, other.time);
            return byTime != 0 ? byTime : Long.compare(order, other.order);
        }
    }

    private final RandomGenerator random;
    private final Set<Deviation> deviations;
    private final PriorityQueue<Scheduled> queue = new PriorityQueue<>();
    private final Invariants invariants = new Invariants();
    private final Network network;
    private final Nemesis nemesis = new Nemesis(this);
    private final List<Node> nodes = new ArrayList<>();
    private final List<Client> clients = new ArrayList<>();
    private final List<ObjectHandle> keys = new ArrayList<>();
    private long now;
    private long order;
    private long unique;
    private long quietUntil;
    private boolean calm;

    World(long seed, Set<Deviation> deviations) {
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.deviations = deviations;
        this.network = new Network(this, seed % 5 == 2);
        int size = seed % 4 == 0 ? 5 : 3;
        for (int i = 0; i < size; i++) {
            nodes.add(new Node(this, i));
        }
        for (int i = 0; i < 2; i++) {
            clients.add(new Client(this, application(i)));
        }
        if (seed % 3 == 0) {
            clients.add(new Client(this, ATTACKER));
        }
        nodes.forEach(Node::start);
        clients.forEach(Client::start);
        nemesis.start();
    }

    private static ApplicationId application(int number) {
        byte[] id = new byte[ApplicationId.BYTES];
        id[15] = (byte) number;
        return new ApplicationId(Octets.wrap(id));
    }

    /** The token every run begins with: initialised, with a user PIN. */
    static TokenState initial() {
        WrappedSecret pin = new WrappedSecret(Octets.ofHex("00"), 1, RIGHT_PIN);
        Cause cause = new Cause(new RequestId(application(98), 1), 0);
        TokenState blank = TokenState.blank(new SlotId(0));
        TokenState initialized = TokenMachine.evolve(
                blank, new TokenEvent.TokenInitialized(cause, "simulated", "0123456789abcdef", pin));
        return TokenMachine.evolve(initialized, new TokenEvent.PinSet(cause, Role.USER, pin));
    }

    /** Runs until the virtual time, or throws {@link InvariantBroken}. */
    void runUntil(long end) {
        while (!queue.isEmpty() && queue.element().time() <= end) {
            Scheduled next = queue.remove();
            now = next.time();
            invariants.tally().steps++;
            next.step().run();
        }
    }

    void at(long time, Runnable step) {
        queue.add(new Scheduled(Math.max(time, now), order++, step));
    }

    void after(long delay, Runnable step) {
        at(now + delay, step);
    }

    /** From now on nothing fails but the network, and clients ask nothing new. */
    void calmDown() {
        calm = true;
        quietUntil = Long.MAX_VALUE;
    }

    boolean isCalm() {
        return calm;
    }

    /** Requests that some client still waits for. */
    int pending() {
        return clients.stream().mapToInt(client -> client.pending().size()).sum();
    }

    /** Clients only sign until then: nothing but the end of its lease keeps a node from a key. */
    void beQuietUntil(long time) {
        quietUntil = Math.max(quietUntil, time);
    }

    long quietUntil() {
        return quietUntil;
    }

    long now() {
        return now;
    }

    /** A number in {@code from..to}. */
    long between(long from, long to) {
        return random.nextLong(from, to + 1);
    }

    boolean chance(int inThousand) {
        return random.nextInt(1_000) < inThousand;
    }

    int pick(int size) {
        return random.nextInt(size);
    }

    long randomLong() {
        return random.nextLong();
    }

    long nextUnique() {
        return ++unique;
    }

    boolean deviates(Deviation deviation) {
        return deviations.contains(deviation);
    }

    Invariants invariants() {
        return invariants;
    }

    Nemesis nemesis() {
        return nemesis;
    }

    Network network() {
        return network;
    }

    List<Node> nodes() {
        return nodes;
    }

    Node anyNode() {
        return nodes.get(pick(nodes.size()));
    }

    int majority() {
        return nodes.size() / 2 + 1;
    }

    /** Every key some client heard of, destroyed ones included. */
    List<ObjectHandle> keys() {
        return keys;
    }

    void tell(ApplicationId application, Message.Answer answer) {
        for (Client client : clients) {
            if (client.id().equals(application)) {
                network.toClient(client, answer);
            }
        }
    }
}
