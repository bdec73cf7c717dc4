package io.craton.hsm.core.simulation;

import java.util.HashMap;
import java.util.Map;

/** Delays, drops, doubles and reorders messages, and is cut between some pairs of nodes for a while, possibly one way only. */
final class Network {
    private static final int DROPPED = 10;
    private static final int DOUBLED = 10;

    private record Way(int from, int to) {}

    private final World world;
    private final boolean slow;
    private final Map<Way, Long> cutUntil = new HashMap<>();

    /** @param slow most messages overtake others */
    Network(World world, boolean slow) {
        this.world = world;
        this.slow = slow;
    }

    void send(int from, int to, Message message) {
        if (from == to) {
            world.nodes().get(to).after(world.between(1_000, 50_000), node -> node.receive(message));
            return;
        }
        if (isCut(from, to)) {
            return;
        }
        for (int copies = copies(); copies > 0; copies--) {
            world.after(delay(), () -> arrive(from, to, message));
        }
    }

    private void arrive(int from, int to, Message message) {
        if (!isCut(from, to) && world.nodes().get(to).isReachable()) {
            world.nodes().get(to).after(0, node -> node.receive(message));
        }
    }

    void fromClient(int to, Message message) {
        for (int copies = copies(); copies > 0; copies--) {
            world.after(delay(), () -> world.nodes().get(to).after(0, node -> node.receive(message)));
        }
    }

    void toClient(Client client, Message.Answer answer) {
        for (int copies = copies(); copies > 0; copies--) {
            world.after(delay(), () -> client.answered(answer));
        }
    }

    void cut(int from, int to, long until) {
        cutUntil.merge(new Way(from, to), until, Math::max);
    }

    private boolean isCut(int from, int to) {
        return cutUntil.getOrDefault(new Way(from, to), 0L) > world.now();
    }

    private int copies() {
        if (world.chance(DROPPED)) {
            return 0;
        }
        return world.chance(DOUBLED) ? 2 : 1;
    }

    private long delay() {
        if (world.chance(8)) {
            return world.between(World.SECOND, 8 * World.SECOND);
        }
        return world.chance(slow ? 400 : 20)
                ? world.between(10 * World.MILLI, slow ? 600 * World.MILLI : World.SECOND)
                : world.between(World.MILLI / 5, 3 * World.MILLI);
    }
}
