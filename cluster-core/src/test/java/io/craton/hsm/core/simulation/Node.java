package io.craton.hsm.core.simulation;

import java.util.function.Consumer;

/**
 * One process: takes a step at a time, may be paused between any two and crash at any. What it waits for is forgotten with a crash; what
 * reaches it during a pause is taken afterwards, in order.
 */
final class Node {
    private final World world;
    private final int index;
    private final MonotonicClock clock;
    private final RaftDisk disk = new RaftDisk();
    private long incarnation;
    private boolean running;
    private long pausedUntil;

    /** While paused: its connections last until then. */
    private long heedsUntil;

    private Edge edge;
    private TokenCopies copies;
    private RaftPeer raft;

    Node(World world, int index) {
        this.world = world;
        this.index = index;
        this.clock = new MonotonicClock(world);
        this.edge = new Edge(world, this);
        this.copies = new TokenCopies(world, this);
        this.raft = new RaftPeer(world, this, disk, copies);
    }

    void start() {
        running = true;
        raft.start();
        edge.start();
    }

    void crash() {
        running = false;
        incarnation++;
        pausedUntil = 0;
        disk.loseUnsynced();
        world.invariants().tally().crashes++;
    }

    void restart() {
        edge = new Edge(world, this);
        copies = new TokenCopies(world, this);
        raft = new RaftPeer(world, this, disk, copies);
        start();
    }

    /** Stops at once, in the middle of whatever it does next. */
    void pause(long duration) {
        if (running && world.now() >= pausedUntil) {
            pausedUntil = world.now() + duration;
            heedsUntil = world.now() + world.between(0, 5 * World.SECOND);
            world.invariants().tally().pauses++;
        }
    }

    /** Takes {@code step} after {@code delay}, unless it crashes before. */
    void after(long delay, Consumer<Node> step) {
        long mine = incarnation;
        world.after(delay, () -> take(mine, step));
    }

    /** A step before which a pause does the most harm. */
    void delicately(long delay, Consumer<Node> step) {
        after(delay, _ -> {
            if (!world.isCalm() && world.chance(3)) {
                pause(world.between(0, 20 * World.SECOND));
            }
            after(0, step);
        });
    }

    private void take(long mine, Consumer<Node> step) {
        if (!running || mine != incarnation) {
            return;
        }
        if (world.now() < pausedUntil) {
            world.at(pausedUntil, () -> take(mine, step));
            return;
        }
        step.accept(this);
    }

    void receive(Message message) {
        switch (message) {
            case Message.ForRaft it -> raft.receive(it);
            case Message.ForEdge it -> edge.receive(it);
            case Message.Request request -> route(request);
            case Message.ForToken it -> copies.receive(it);
            case Message.Answer _ -> throw new IllegalStateException("an answer is for a client");
        }
    }

    /** A client's request goes to the leader, wherever it came in. */
    private void route(Message.Request request) {
        if (raft.isLeader() || copies.isServing()) {
            copies.receive(request);
        } else if (request.hops() > 0 && raft.leaderHint().isPresent()) {
            send(
                    raft.leaderHint().getAsInt(),
                    new Message.Request(request.cause(), request.operation(), request.hops() - 1));
        }
    }

    void send(int to, Message message) {
        world.network().send(index, to, message);
    }

    int index() {
        return index;
    }

    /** Whether what is sent to it now will ever be taken. */
    boolean isReachable() {
        return world.now() >= pausedUntil || world.now() < heedsUntil;
    }

    boolean isRunning() {
        return running;
    }

    MonotonicClock clock() {
        return clock;
    }

    TokenCopies copies() {
        return copies;
    }

    RaftPeer raft() {
        return raft;
    }
}
