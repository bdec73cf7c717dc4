package io.craton.hsm.gateway;

import io.craton.hsm.gateway.fake.FakeHsm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** A gateway before a fake HSM, on a socket in a directory of its own. */
final class RunningGateway implements AutoCloseable {
    final FakeHsm hsm;
    final Path socket;
    final GatewayServer server;

    private RunningGateway(FakeHsm hsm, Path socket, GatewayServer server) {
        this.hsm = hsm;
        this.socket = socket;
        this.server = server;
    }

    static RunningGateway start() throws IOException, GatewayStartException {
        return start(settings -> settings);
    }

    static RunningGateway start(UnaryOperator<GatewaySettings> changes) throws IOException, GatewayStartException {
        Path socket = Files.createTempDirectory("gateway").resolve("pkcs11.sock");
        FakeHsm hsm = FakeHsm.withDemoToken();
        return new RunningGateway(
                hsm, socket, GatewayServer.start(changes.apply(GatewaySettings.of(socket, "n1")), hsm));
    }

    GatewayClient client() throws IOException {
        return GatewayClient.open(socket);
    }

    GatewayMetrics metrics() {
        return server.metrics();
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.delete(socket.getParent());
        if (server.metrics().connectionsFailed() != 0) {
            throw new AssertionError("a connection failed");
        }
    }
}
