package io.craton.hsm.raft;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.GroupManagementRequest;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.SnapshotManagementRequest;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Life cycle of the Ratis server and its groups, with every way it can fail to start turned into one line. */
final class RatisServer implements AutoCloseable {
    /** Opening one group's log and database takes well under a second per 10 000 entries. */
    private static final long GROUP_START_SECONDS = 120;

    /** A snapshot that was asked for begins within this, or is asked for again later. */
    private static final long SNAPSHOT_MILLIS = 60_000;

    private static final Logger LOG = LoggerFactory.getLogger(RatisServer.class);

    private final RaftSettings settings;
    private final DataDirectory directory;
    private final Map<RaftGroupId, JournalStateMachine> machines = new ConcurrentHashMap<>();
    private final SortedMap<GroupId, GroupReplica> replicas = new ConcurrentSkipListMap<>();
    private final RaftServer server;

    private RatisServer(RaftSettings settings, DataDirectory directory, Parameters parameters) throws IOException {
        this.settings = settings;
        this.directory = directory;
        this.server = RaftServer.newBuilder()
                .setServerId(RaftPeerId.valueOf(settings.self()))
                .setStateMachineRegistry(this::machine)
                .setOption(RaftStorage.StartupOption.RECOVER)
                .setProperties(RatisConfiguration.properties(settings))
                .setParameters(parameters)
                .build();
    }

    /** @throws RaftStartException with one line */
    static RatisServer start(RaftSettings settings) {
        Parameters parameters = transport(settings);
        DataDirectory directory = DataDirectory.prepare(settings);
        RatisServer starting;
        try {
            starting = new RatisServer(settings, directory, parameters);
        } catch (IOException | RuntimeException e) {
            throw refused(settings, e);
        }
        try {
            RatisConfiguration.setLogDirectory(starting.server.getProperties(), directory.log());
            for (int index = 0; index <= settings.tokenGroups(); index++) {
                starting.join(new GroupId(index));
            }
            starting.server.start();
            return starting;
        } catch (IOException | RuntimeException e) {
            starting.abandon();
            throw refused(settings, e);
        }
    }

    /** Replicas of all groups, by group. */
    SortedMap<GroupId, GroupReplica> replicas() {
        return Collections.unmodifiableSortedMap(replicas);
    }

    private void join(GroupId group) throws IOException {
        RaftGroupId raftGroup = RaftGroupId.valueOf(group.uuid(settings.clusterName()));
        VoteFiles.check(directory.log().resolve(raftGroup.getUuid().toString()).resolve("current"));
        JournalStateMachine machine = new JournalStateMachine(
                group, settings.clusterName(), directory.journal(group), Disk.REAL, new Keeper(group, raftGroup));
        machines.put(raftGroup, machine);
        List<org.apache.ratis.protocol.RaftPeer> peers = settings.peers().stream()
                .map(p -> org.apache.ratis.protocol.RaftPeer.newBuilder()
                        .setId(p.name())
                        .setAddress(p.address())
                        .build())
                .toList();
        GroupManagementRequest request = GroupManagementRequest.newAdd(
                ClientId.randomId(), server.getId(), group.index(), RaftGroup.valueOf(raftGroup, peers), false);
        try {
            RaftClientReply reply = server.groupManagementAsync(request).get(GROUP_START_SECONDS, TimeUnit.SECONDS);
            if (!reply.isSuccess()) {
                throw new IOException(group + " was refused", reply.getException());
            }
        } catch (ExecutionException | TimeoutException e) {
            throw new IOException(group + " does not start", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(group + " was interrupted while starting", e);
        }
        replicas.put(group, new GroupReplica(group, raftGroup, server, machine));
    }

    private JournalStateMachine machine(RaftGroupId raftGroup) {
        JournalStateMachine machine = machines.get(raftGroup);
        if (machine == null) {
            throw new IllegalStateException(raftGroup + " is not a group of this cluster");
        }
        return machine;
    }

    private static Parameters transport(RaftSettings settings) {
        TlsFiles files = settings.tls();
        if (files == null) {
            return new Parameters();
        }
        Parameters parameters = RatisConfiguration.parameters(TlsMaterial.read(files));
        checkPort(settings.selfPeer());
        return parameters;
    }

    /** Ratis tries a port that is taken five times before it gives up, and says so in forty lines. */
    private static void checkPort(RaftPeer self) {
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(InetAddress.getByName(self.host()), self.raftPort()));
        } catch (IOException e) {
            throw new RaftStartException("cannot listen on the Raft port " + self.address() + ": " + e.getMessage(), e);
        }
    }

    private static RaftStartException refused(RaftSettings settings, Exception failure) {
        Throwable root = failure;
        while (true) {
            if (root instanceof RaftStartException known) {
                return known;
            }
            if (root instanceof DamagedException damaged) {
                return new RaftStartException(damaged.getMessage() + "; " + remedy(settings), failure);
            }
            if (root.getCause() == null) {
                break;
            }
            root = root.getCause();
        }
        String reason = String.valueOf(root.getMessage()).lines().findFirst().orElse("");
        return new RaftStartException(
                "the Raft node " + settings.self() + " cannot start in " + settings.dataDirectory() + ": " + reason,
                failure);
    }

    private static String remedy(RaftSettings settings) {
        Path directory = settings.dataDirectory().toAbsolutePath();
        return settings.peers().size() == 1
                ? "there is no other node to rebuild it from: restore " + directory + " from a copy"
                : "the other nodes have what it held: mv " + directory + " " + directory
                        + ".damaged, and start the node again";
    }

    /** Closes what has started of a server that has not: Ratis itself passes its groups over then. */
    private void abandon() {
        for (GroupId group : replicas.keySet()) {
            try {
                server.getDivision(RaftGroupId.valueOf(group.uuid(settings.clusterName())))
                        .close();
            } catch (IOException e) {
                LOG.warn("{} did not close in order: {}", group, e.getMessage());
            }
        }
        close();
    }

    @Override
    public void close() {
        replicas.values().forEach(GroupReplica::close);
        try {
            server.close();
        } catch (IOException e) {
            LOG.warn("the Raft server did not close in order: {}", e.getMessage());
        }
    }

    /** What one replica asks of the server it runs in. */
    private final class Keeper implements JournalStateMachine.Keeper {
        private final GroupId group;
        private final RaftGroupId raftGroup;

        Keeper(GroupId group, RaftGroupId raftGroup) {
            this.group = group;
            this.raftGroup = raftGroup;
        }

        @Override
        public void leadershipMayHaveChanged() {
            Optional.ofNullable(replicas.get(group)).ifPresent(r -> r.tracker().look());
        }

        /** On a thread of its own: the caller may be one that closing waits for. */
        @Override
        public void logFailed() {
            Thread.ofPlatform().daemon().name("raft-end-" + group).start(() -> {
                try {
                    server.getDivision(raftGroup).close();
                } catch (IOException e) {
                    LOG.error("{} does not close: {}", group, e.getMessage());
                }
            });
        }

        @Override
        public void snapshotDue() {
            var _ = server.snapshotManagementAsync(SnapshotManagementRequest.newCreate(
                            ClientId.randomId(), server.getId(), raftGroup, 0, SNAPSHOT_MILLIS))
                    .whenComplete((reply, failure) -> {
                        if (failure != null) {
                            LOG.warn("{}: no snapshot: {}", group, failure.toString());
                        }
                    });
        }
    }
}
