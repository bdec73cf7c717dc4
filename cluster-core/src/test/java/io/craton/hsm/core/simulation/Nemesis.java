package io.craton.hsm.core.simulation;

/** Pauses, crashes and cuts off nodes, most often the leader. */
final class Nemesis {
    private final World world;

    Nemesis(World world) {
        this.world = world;
    }

    void start() {
        world.after(world.between(2 * World.SECOND, 5 * World.SECOND), this::strike);
    }

    private void strike() {
        if (world.isCalm()) {
            return;
        }
        Node victim = victim();
        switch (world.pick(8)) {
            case 0, 1 -> victim.pause(world.between(0, 20 * World.SECOND));
            case 2 -> victim.pause(world.between(0, 2 * World.SECOND));
            case 3 -> crash(victim);
            case 4, 5 -> victim.copies().restart();
            default -> isolate(victim);
        }
        world.after(world.between(500 * World.MILLI, 5 * World.SECOND), this::strike);
    }

    /** A node has begun to write to its disk: a good moment for a power cut, of this node or of all. */
    void syncing(Node node) {
        if (!world.isCalm() && world.chance(2)) {
            boolean all = world.chance(300);
            node.after(world.between(0, World.MILLI), _ -> {
                if (all) {
                    world.nodes().forEach(this::crash);
                } else {
                    crash(node);
                }
            });
        }
    }

    private Node victim() {
        return world.nodes().stream()
                .filter(node -> node.isRunning() && node.raft().isLeader() && world.chance(600))
                .findFirst()
                .orElseGet(world::anyNode);
    }

    private void crash(Node victim) {
        if (victim.isRunning()) {
            victim.crash();
            world.after(world.between(200 * World.MILLI, 4 * World.SECOND), victim::restart);
        }
    }

    private void isolate(Node victim) {
        long until = world.now() + world.between(500 * World.MILLI, 15 * World.SECOND);
        if (world.chance(300)) {
            world.beQuietUntil(until);
        }
        boolean in = !world.chance(300);
        boolean out = !in || !world.chance(300);
        for (Node other : world.nodes()) {
            if (other != victim && world.chance(800)) {
                if (in) {
                    world.network().cut(other.index(), victim.index(), until);
                }
                if (out) {
                    world.network().cut(victim.index(), other.index(), until);
                }
            }
        }
    }
}
