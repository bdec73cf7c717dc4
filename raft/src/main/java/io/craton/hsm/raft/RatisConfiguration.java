package io.craton.hsm.raft;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.RaftConfigKeys;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.rpc.SupportedRpcType;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** The Ratis settings that differ from its defaults; {@code docs/internals/journal.md} says what each one is for. */
final class RatisConfiguration {
    /** An entry has some kilobytes under load, and at most 3 MiB. */
    private static final long PRESERVED_ENTRIES = 1000;

    private RatisConfiguration() {}

    static Parameters parameters(TlsMaterial tls) {
        Parameters parameters = new Parameters();
        GrpcConfigKeys.TLS.setConf(parameters, tls.mutual());
        GrpcConfigKeys.Server.setServicesCustomizer(parameters, new PeersOnly());
        return parameters;
    }

    static RaftProperties properties(RaftSettings settings) {
        RaftProperties p = new RaftProperties();
        RaftConfigKeys.Rpc.setType(p, settings.tls() == null ? new Alone() : SupportedRpcType.GRPC);
        GrpcConfigKeys.Server.setHost(p, settings.selfPeer().host());
        GrpcConfigKeys.Server.setPort(p, settings.selfPeer().raftPort());
        // A node accepts a leader's chunk of 16 MB with room to spare.
        GrpcConfigKeys.setMessageSizeMax(p, SizeInBytes.valueOf("32MB"));
        elections(p, settings);
        log(p);
        snapshots(p, settings);
        // Nothing reads through Ratis (see GroupReplica.barrier); if something did, not without asking the majority.
        RaftServerConfigKeys.Read.setOption(p, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        RaftServerConfigKeys.setRemovedGroupsDir(
                p, settings.dataDirectory().resolve("removed-groups").toFile());
        return p;
    }

    /**
     * Where the groups' logs lie. Set after the server is built: given before, Ratis would load what it finds there on
     * its own, and a group that stopped before its first commit would come up without peers and stay so.
     */
    static void setLogDirectory(RaftProperties properties, Path directory) {
        RaftServerConfigKeys.setStorageDir(properties, List.of(new File(directory.toString())));
    }

    private static void elections(RaftProperties p, RaftSettings settings) {
        TimeDuration min = millis(settings.electionTimeoutMin().toMillis());
        TimeDuration max = millis(settings.electionTimeoutMax().toMillis());
        RaftServerConfigKeys.Rpc.setTimeoutMin(p, min);
        RaftServerConfigKeys.Rpc.setTimeoutMax(p, max);
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(p, min);
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(p, max);
        RaftServerConfigKeys.LeaderElection.setPreVote(p, true);
        RaftServerConfigKeys.LeaderElection.setLeaderStepDownWaitTime(p, TimeDuration.ONE_SECOND);
        RaftServerConfigKeys.Rpc.setSlownessTimeout(p, TimeDuration.valueOf(60, TimeUnit.SECONDS));
    }

    private static void log(RaftProperties p) {
        RaftServerConfigKeys.Log.Appender.setWaitTimeMin(p, TimeDuration.ZERO);
        RaftServerConfigKeys.Log.Appender.setRetryPolicy(p, "ExponentialBackoffRetry,10ms,200ms,1000000");
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(p, SizeInBytes.valueOf("4MB"));
        RaftServerConfigKeys.Log.setCorruptionPolicy(p, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
        RaftServerConfigKeys.Log.setForceSyncNum(p, LogCheck.SYNC_WINDOW);
        // An entry of Ratis's own after each of ours, with a sync of its own, to know after a restart what the leader
        // says anyway.
        RaftServerConfigKeys.Log.setLogMetadataEnabled(p, false);
        // Only whole segments are ever purged, and several are kept in memory per group.
        RaftServerConfigKeys.Log.setSegmentSizeMax(p, SizeInBytes.valueOf("8MB"));
        RaftServerConfigKeys.Log.setSegmentCacheNumMax(p, 2);
        RaftServerConfigKeys.Log.setSegmentCacheSizeMax(p, SizeInBytes.valueOf("32MB"));
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(p, true);
    }

    private static void snapshots(RaftProperties p, RaftSettings settings) {
        long threshold = settings.snapshotThreshold();
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(p, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(p, threshold);
        RaftServerConfigKeys.Snapshot.setTriggerWhenStopEnabled(p, false);
        RaftServerConfigKeys.Snapshot.setCreationGap(p, 1);
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(p, 2);
        // A follower that was away for less than this is served from the log and needs no snapshot.
        RaftServerConfigKeys.Log.setPurgePreservationLogNum(p, Math.min(PRESERVED_ENTRIES, threshold / 2));
        RaftServerConfigKeys.Log.setPurgeGap(p, (int) Math.min(256, Math.max(1, threshold / 4)));
        RaftServerConfigKeys.Log.Appender.setInstallSnapshotEnabled(p, true);
        RaftServerConfigKeys.Log.Appender.setSnapshotChunkSizeMax(p, SizeInBytes.valueOf("4MB"));
    }

    private static TimeDuration millis(long millis) {
        return TimeDuration.valueOf(millis, TimeUnit.MILLISECONDS);
    }
}
