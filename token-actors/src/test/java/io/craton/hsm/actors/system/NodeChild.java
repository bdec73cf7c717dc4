package io.craton.hsm.actors.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A node system in a process of its own, which a test can kill and pause. It ends when its input does. */
final class NodeChild implements AutoCloseable {
    private final Process process;

    private NodeChild(Process process) {
        this.process = process;
    }

    static NodeChild start(NodeSystemSettings settings, Path log) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--sun-misc-unsafe-memory-access=allow",
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                NodeChild.class.getName(),
                settings.clusterName(),
                settings.self(),
                settings.tls().caCertificates().toString(),
                settings.tls().certificate().toString(),
                settings.tls().privateKey().toString()));
        for (NodeAddress node : settings.nodes()) {
            command.add(node.name());
            command.add(Integer.toString(node.actorPort()));
        }
        try {
            return new NodeChild(new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void kill() {
        process.destroyForcibly();
        await();
    }

    void pause() {
        signal("-STOP");
    }

    void resume() {
        signal("-CONT");
    }

    @Override
    public void close() {
        process.destroyForcibly();
        await();
    }

    private void signal(String name) {
        try {
            Process kill = new ProcessBuilder("kill", name, Long.toString(process.pid())).start();
            if (!kill.waitFor(5, TimeUnit.SECONDS) || kill.exitValue() != 0) {
                throw new IllegalStateException("kill " + name + " failed");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void await() {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException("the child process does not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The child: cluster, name, three TLS files, then name and port of each node. */
    public static void main(String[] arguments) throws IOException {
        List<NodeAddress> nodes = new ArrayList<>();
        for (int i = 5; i < arguments.length; i += 2) {
            nodes.add(new NodeAddress(arguments[i], TestCluster.HOST, Integer.parseInt(arguments[i + 1])));
        }
        TlsFiles tls = new TlsFiles(Path.of(arguments[2]), Path.of(arguments[3]), Path.of(arguments[4]));
        NodeSystem node = TestCluster.launch(new NodeSystemSettings(arguments[0], arguments[1], nodes, tls));
        while (System.in.read() >= 0) {
            // Nothing is asked of it; the end of the input is the end.
        }
        node.close();
        System.exit(0);
    }
}
