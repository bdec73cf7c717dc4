package io.craton.hsm.core.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * The copies of the token on one node: at most one that is meant to serve, and deposed ones that have not noticed yet. A message goes to
 * any of them that lives, as a message in a mailbox would.
 */
final class TokenCopies {
    private final World world;
    private final Node node;
    private final List<TokenCopy> living = new ArrayList<>();

    TokenCopies(World world, Node node) {
        this.world = world;
        this.node = node;
    }

    void ready(long term) {
        living.add(new TokenCopy(world, node, this, term, node.raft().journal()));
    }

    /** They stop when they get to it. */
    void deposed() {
        for (TokenCopy copy : List.copyOf(living)) {
            node.after(world.between(0, 8 * World.SECOND), _ -> stop(copy));
        }
    }

    private void stop(TokenCopy copy) {
        copy.stop();
        living.remove(copy);
    }

    /** The copy of this leadership fails and is started again, its last write perhaps still under way. */
    void restart() {
        living.stream().filter(this::isPresent).findFirst().ifPresent(this::failed);
    }

    void failed(TokenCopy copy) {
        stop(copy);
        node.after(world.between(0, 10 * World.MILLI), _ -> {
            if (isPresent(copy) && living.stream().noneMatch(this::isPresent)) {
                ready(copy.term());
            }
        });
    }

    private boolean isPresent(TokenCopy copy) {
        return node.raft().isLeader() && node.raft().term() == copy.term();
    }

    boolean isServing() {
        return !living.isEmpty();
    }

    void receive(Message.ForToken message) {
        if (!living.isEmpty()) {
            living.get(world.pick(living.size())).receive(message);
        }
    }
}
