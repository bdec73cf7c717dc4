package io.craton.hsm.raft;

import static io.craton.hsm.raft.TestCluster.G1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.ratis.client.RaftClient;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.retry.RetryPolicies;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** What a node refuses to start with, and whom it refuses to talk to. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RaftStartTest {
    private Path directory;
    private TlsFiles tls;
    private TlsFiles stranger;

    @BeforeAll
    void makeCertificates(@TempDir Path temporary) {
        directory = temporary;
        tls = TestTls.authority(temporary, "ca").issue("n1");
        stranger = TestTls.authority(temporary, "other").issue("stranger");
    }

    @Test
    void saysInOneLineThatThePortIsTaken() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            assertRefused(settings("port", taken.getLocalPort(), tls), "127.0.0.1:" + taken.getLocalPort(), "in use");
        }
    }

    @Test
    void namesTheFileThatCannotBeRead() {
        Path missing = directory.resolve("missing.pem");
        assertRefused(settings(new TlsFiles(missing, tls.certificate(), tls.privateKey())), missing.toString());
        assertRefused(settings(new TlsFiles(tls.caCertificate(), missing, tls.privateKey())), missing.toString());
        assertRefused(settings(new TlsFiles(tls.caCertificate(), tls.certificate(), missing)), missing.toString());
    }

    @Test
    void refusesFilesThatAreNoPemOfTheirKind() {
        assertRefused(
                settings(new TlsFiles(tls.privateKey(), tls.certificate(), tls.privateKey())),
                tls.privateKey().toString());
        assertRefused(
                settings(new TlsFiles(tls.caCertificate(), tls.certificate(), tls.certificate())),
                "no PEM private key");
    }

    @Test
    void refusesAKeyThatIsNotTheCertificates() {
        assertRefused(
                settings(new TlsFiles(tls.caCertificate(), tls.certificate(), stranger.privateKey())),
                "does not belong to");
    }

    @Test
    void refusesACertificateOfAnotherAuthority() {
        assertRefused(
                settings(new TlsFiles(tls.caCertificate(), stranger.certificate(), stranger.privateKey())),
                "is not signed by the CA");
    }

    @Test
    void refusesTheDataDirectoryOfAnotherNodeOrCluster() throws IOException {
        Path data = directory.resolve("owned");
        Files.createDirectories(data);
        Files.writeString(data.resolve("identity"), "cluster=test\nnode=n7\ntoken-groups=1\n");
        assertRefused(settings("owned", freePort(), tls), "node=n7", "node=n1");
    }

    @Test
    void refusesADataDirectoryThatIsAFile() throws IOException {
        Files.writeString(directory.resolve("file"), "");
        assertRefused(
                settings("file", freePort(), tls), directory.resolve("file").toString());
    }

    @Test
    void refusesADirectoryThatAnotherNodeHasOpen() {
        RaftSettings first = settings("shared", freePort(), tls);
        try (RaftNode node = RaftNode.start(first)) {
            assertThat(node.groups()).hasSize(2);
            assertRefused(settings("shared", freePort(), tls), "shared");
        }
    }

    @Test
    void refusesAClientWithoutACertificateOfTheCluster() throws IOException {
        try (RaftNode node = RaftNode.start(settings("strangers", freePort(), tls))) {
            assertClientRefused(
                    node, new GrpcTlsConfig(null, null, tls.caCertificate().toFile(), false));
            assertClientRefused(
                    node,
                    new GrpcTlsConfig(
                            stranger.privateKey().toFile(),
                            stranger.certificate().toFile(),
                            tls.caCertificate().toFile(),
                            true));
        }
    }

    @Test
    void servesNoClientsEvenWithACertificateOfTheCluster() throws IOException {
        try (RaftNode node = RaftNode.start(settings("clients", freePort(), tls))) {
            assertClientRefused(
                    node,
                    new GrpcTlsConfig(
                            tls.privateKey().toFile(),
                            tls.certificate().toFile(),
                            tls.caCertificate().toFile(),
                            true));
        }
    }

    private static void assertClientRefused(RaftNode node, GrpcTlsConfig clientTls) throws IOException {
        RaftPeer self = node.settings().selfPeer();
        Parameters parameters = new Parameters();
        GrpcConfigKeys.TLS.setConf(parameters, clientTls);
        RaftGroup group = RaftGroup.valueOf(
                RaftGroupId.valueOf(G1.uuid("test")),
                org.apache.ratis.protocol.RaftPeer.newBuilder()
                        .setId(self.name())
                        .setAddress(self.address())
                        .build());
        String id = PersistenceIds.roaming(G1, "intruder");
        byte[] entry = JournalCodec.entry(
                List.of(JournalCodec.encode(JournalMachineTest.write(id, UUID.randomUUID(), 1, "x"))));
        try (RaftClient client = RaftClient.newBuilder()
                .setProperties(new RaftProperties())
                .setParameters(parameters)
                .setRaftGroup(group)
                .setRetryPolicy(RetryPolicies.noRetry())
                .build()) {
            Message message = Message.valueOf(ByteString.copyFrom(entry));
            assertThatThrownBy(() -> client.io().send(message)).isInstanceOf(IOException.class);
        }
        assertThat(node.replica(G1).store().head(id)).isEqualTo(Head.EMPTY);
    }

    private static void assertRefused(RaftSettings settings, String... parts) {
        assertThatThrownBy(() -> RaftNode.start(settings).close())
                .isInstanceOf(RaftStartException.class)
                .message()
                .doesNotContain("\n")
                .contains(parts);
    }

    private RaftSettings settings(TlsFiles files) {
        return settings("unused", freePort(), files);
    }

    private RaftSettings settings(String name, int port, TlsFiles files) {
        return new RaftSettings(
                "test", "n1", List.of(new RaftPeer("n1", "127.0.0.1", port)), 1, directory.resolve(name), files);
    }

    private static int freePort() {
        return TestCluster.freePorts(1).getFirst();
    }
}
