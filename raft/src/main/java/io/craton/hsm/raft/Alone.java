package io.craton.hsm.raft;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Collection;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.proto.RaftProtos.AppendEntriesReplyProto;
import org.apache.ratis.proto.RaftProtos.AppendEntriesRequestProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotReplyProto;
import org.apache.ratis.proto.RaftProtos.InstallSnapshotRequestProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteReplyProto;
import org.apache.ratis.proto.RaftProtos.RequestVoteRequestProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionReplyProto;
import org.apache.ratis.proto.RaftProtos.StartLeaderElectionRequestProto;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.rpc.RpcType;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.RaftServerRpc;
import org.apache.ratis.server.ServerFactory;

/**
 * The transport of a group that has one member: it listens to nobody and calls nobody, so it needs no port and no
 * certificate. Ratis makes it by its class name.
 */
final class Alone implements RpcType, ServerFactory {
    @Override
    public String name() {
        return Alone.class.getName();
    }

    @Override
    public RpcType getRpcType() {
        return this;
    }

    @Override
    public ServerFactory newFactory(Parameters parameters) {
        return this;
    }

    @Override
    public RaftServerRpc newRaftServerRpc(RaftServer server) {
        return new Nobody(this);
    }

    /** Nobody calls and nobody is there to be called; being asked to is a mistake. */
    private record Nobody(RpcType rpcType) implements RaftServerRpc {
        @Override
        public RpcType getRpcType() {
            return rpcType;
        }

        @Override
        public void start() {
            // Nothing to listen at.
        }

        @Override
        public void close() {
            // Nothing was opened.
        }

        @Override
        public InetSocketAddress getInetSocketAddress() {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        }

        @Override
        public void addRaftPeers(Collection<RaftPeer> peers) {
            // Itself, which is not called.
        }

        @Override
        public void handleException(RaftPeerId peer, Exception failure, boolean reconnect) {
            throw new IllegalStateException("a node that is alone called " + peer, failure);
        }

        @Override
        public RequestVoteReplyProto requestVote(RequestVoteRequestProto request) throws IOException {
            throw alone();
        }

        @Override
        public AppendEntriesReplyProto appendEntries(AppendEntriesRequestProto request) throws IOException {
            throw alone();
        }

        @Override
        public InstallSnapshotReplyProto installSnapshot(InstallSnapshotRequestProto request) throws IOException {
            throw alone();
        }

        @Override
        public StartLeaderElectionReplyProto startLeaderElection(StartLeaderElectionRequestProto request)
                throws IOException {
            throw alone();
        }

        private static IOException alone() {
            return new IOException("this node is alone in its group");
        }
    }
}
