package io.craton.hsm.ops.chaos;

import io.craton.hsm.ops.Shell;
import java.util.ArrayList;
import java.util.List;

/** A network of its own for each node, joined by a bridge. Packets are dropped where they arrive, so that each direction can be cut alone. */
final class Namespaces implements AutoCloseable {
    private final String prefix;
    private final int subnet;
    private final int nodes;

    private Namespaces(int subnet, int nodes) {
        this.prefix = "chaos" + subnet;
        this.subnet = subnet;
        this.nodes = nodes;
    }

    /** @param subnet 1 to 250, not in use by another run */
    static Namespaces create(int subnet, int nodes) {
        Namespaces made = new Namespaces(subnet, nodes);
        try {
            made.build();
            return made;
        } catch (AssertionError e) {
            made.close();
            throw e;
        }
    }

    private void build() {
        Shell.run("ip", "link", "add", prefix, "type", "bridge");
        Shell.run("ip", "link", "set", prefix, "up");
        for (int node = 1; node <= nodes; node++) {
            String outside = prefix + "v" + node;
            Shell.run("ip", "netns", "add", name(node));
            Shell.run("ip", "link", "add", outside, "type", "veth", "peer", "name", "eth0", "netns", name(node));
            Shell.run("ip", "link", "set", outside, "master", prefix, "up");
            in(node, "ip", "link", "set", "lo", "up");
            in(node, "ip", "address", "add", address(node) + "/24", "dev", "eth0");
            in(node, "ip", "link", "set", "eth0", "up");
        }
    }

    String name(int node) {
        return prefix + "n" + node;
    }

    String address(int node) {
        return "10.213." + subnet + "." + node;
    }

    /** The words that run a command in the network of {@code node}. */
    List<String> command(int node, String... command) {
        List<String> words = new ArrayList<>(List.of("ip", "netns", "exec", name(node)));
        words.addAll(List.of(command));
        return words;
    }

    private void in(int node, String... command) {
        Shell.run(command(node, command).toArray(String[]::new));
    }

    /** Drops what {@code from} sends to {@code to}. */
    void cut(int from, int to) {
        in(to, "iptables", "-A", "INPUT", "-s", address(from), "-j", "DROP");
    }

    /** Loses a part of what arrives at {@code node}. */
    void lose(int node, double part) {
        in(
                node,
                "iptables",
                "-A",
                "INPUT",
                "-i",
                "eth0",
                "-m",
                "statistic",
                "--mode",
                "random",
                "--probability",
                String.valueOf(part),
                "-j",
                "DROP");
    }

    void heal() {
        for (int node = 1; node <= nodes; node++) {
            in(node, "iptables", "-F", "INPUT");
        }
    }

    @Override
    public void close() {
        for (int node = 1; node <= nodes; node++) {
            quietly("ip", "netns", "del", name(node));
        }
        quietly("ip", "link", "del", prefix);
    }

    /** What was never made need not be taken away. */
    private static void quietly(String... command) {
        try {
            Shell.run(command);
        } catch (AssertionError e) {
            System.out.println("clearing up: " + e);
        }
    }
}
