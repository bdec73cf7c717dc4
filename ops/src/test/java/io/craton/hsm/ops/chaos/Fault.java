package io.craton.hsm.ops.chaos;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What befalls a cluster. */
enum Fault {
    KILL_LEADER("kill -9 of the leader"),
    KILL_FOLLOWER("kill -9 of another node"),
    SECOND_KILL("leader killed, and the next five seconds after it is back"),
    RESTART_ALL("kill -9 of all nodes"),
    PAUSE_LEADER("leader stopped (SIGSTOP) and woken"),
    ISOLATE_LEADER("leader cut off from all others"),
    DEAF_LEADER("leader hears nobody, and is heard"),
    MUTE_LEADER("leader is heard by nobody, and hears"),
    BRIDGE("two nodes do not reach each other, a third reaches both"),
    LOSS("a fifth of the packets to every node is lost"),
    DISK_FULL("the leader's disk is full"),
    SYNC_FAILS("fsync fails on the leader"),
    CLOCK_STEP("the leader's clock is an hour ahead, then an hour behind"),
    DISK_LOST("another node killed, its disk wiped, started again");

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    String words() {
        return words;
    }

    /** Lets it happen and takes it back. */
    void befall(ChaosCluster cluster, Random random) {
        int leader = cluster.leader();
        List<Integer> others =
                cluster.all().stream().filter(node -> node != leader).toList();
        int other = others.get(random.nextInt(others.size()));
        Duration time = Duration.ofMillis(1_000 + random.nextInt(5_000));
        switch (this) {
            case KILL_LEADER -> killAndStart(cluster, leader, time);
            case KILL_FOLLOWER -> killAndStart(cluster, other, time);
            case SECOND_KILL -> {
                killAndStart(cluster, leader, time);
                ChaosCluster.await(
                        Duration.ofSeconds(60), () -> cluster.serves(leader), "a killed node does not serve");
                ChaosCluster.sleep(Duration.ofSeconds(5));
                killAndStart(cluster, cluster.leader(), Duration.ofSeconds(2));
            }
            case RESTART_ALL -> {
                cluster.all().forEach(cluster::kill);
                cluster.all().forEach(cluster::startNode);
            }
            case PAUSE_LEADER -> {
                cluster.pause(leader);
                ChaosCluster.sleep(time);
                cluster.wake(leader);
            }
            case ISOLATE_LEADER -> {
                others.forEach(each -> cluster.network().cut(each, leader));
                others.forEach(each -> cluster.network().cut(leader, each));
                healAfter(cluster, time);
            }
            case DEAF_LEADER -> {
                others.forEach(each -> cluster.network().cut(each, leader));
                healAfter(cluster, time);
            }
            case MUTE_LEADER -> {
                others.forEach(each -> cluster.network().cut(leader, each));
                healAfter(cluster, time);
            }
            case BRIDGE -> {
                cluster.network().cut(leader, other);
                cluster.network().cut(other, leader);
                healAfter(cluster, time);
            }
            case LOSS -> {
                cluster.all().forEach(each -> cluster.network().lose(each, 0.2));
                healAfter(cluster, time);
            }
            case DISK_FULL -> {
                cluster.words(leader).diskIsFull(true);
                ChaosCluster.sleep(time);
                cluster.words(leader).diskIsFull(false);
            }
            case SYNC_FAILS -> {
                cluster.words(leader).syncFails(true);
                ChaosCluster.sleep(time);
                cluster.words(leader).syncFails(false);
            }
            case CLOCK_STEP -> {
                cluster.words(leader).clockIsOff(Duration.ofHours(1));
                ChaosCluster.sleep(time);
                cluster.words(leader).clockIsOff(Duration.ofHours(-1));
                ChaosCluster.sleep(time);
                cluster.words(leader).clockIsOff(Duration.ZERO);
            }
            case DISK_LOST -> {
                cluster.kill(other);
                cluster.wipe(other);
                cluster.startNode(other);
            }
        }
    }

    private static void killAndStart(ChaosCluster cluster, int node, Duration after) {
        cluster.kill(node);
        ChaosCluster.sleep(after);
        cluster.startNode(node);
    }

    private static void healAfter(ChaosCluster cluster, Duration time) {
        ChaosCluster.sleep(time);
        cluster.network().heal();
    }
}
