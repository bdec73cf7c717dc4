package io.craton.hsm.ops.admin;

import io.craton.hsm.actors.admin.NodeDescription;
import io.craton.hsm.actors.admin.NodeDescription.Backend;
import io.craton.hsm.actors.admin.NodeDescription.Counter;
import io.craton.hsm.actors.admin.NodeDescription.Group;
import io.craton.hsm.actors.admin.NodeDescription.Role;
import io.craton.hsm.actors.admin.NodeDescription.SelfTest;
import io.craton.hsm.actors.admin.NodeFacts;
import io.craton.hsm.actors.admin.OperationUse;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.crypto.BackendStatus;
import io.craton.hsm.crypto.CryptoModule;
import io.craton.hsm.raft.GroupId;
import io.craton.hsm.raft.GroupStatus;
import io.craton.hsm.raft.RaftNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node: its replicas, its cryptography, its certificates, its gateway. Thread-safe. */
public final class LocalNode implements NodeFacts {
    private static final Logger LOG = LoggerFactory.getLogger(LocalNode.class);
    private static final Duration TRANSFER = Duration.ofSeconds(3);

    private final String version;
    private final RaftNode raft;
    private final CryptoModule crypto;
    private final List<CertificateFile> certificates;
    private final Drain drain;
    private final BooleanSupplier serving;
    private final Supplier<List<Counter>> counters;
    private final Supplier<List<OperationUse>> operations;
    private final Instant started =
            ProcessHandle.current().info().startInstant().orElseGet(Instant::now);

    /**
     * @param serving whether PKCS#11 requests are answered now
     * @param counters what the gateway has counted
     * @param operations what sessions here have done
     */
    public LocalNode(
            String version,
            RaftNode raft,
            CryptoModule crypto,
            List<CertificateFile> certificates,
            Drain drain,
            BooleanSupplier serving,
            Supplier<List<Counter>> counters,
            Supplier<List<OperationUse>> operations) {
        this.version = version;
        this.raft = raft;
        this.crypto = crypto;
        this.certificates = List.copyOf(certificates);
        this.drain = drain;
        this.serving = serving;
        this.counters = counters;
        this.operations = operations;
    }

    @Override
    public NodeDescription describe() {
        return new NodeDescription(
                raft.name(),
                version,
                Math.max(0, Duration.between(started, Instant.now()).toSeconds()),
                serving.getAsBoolean(),
                drain.isDraining(),
                raft.groups().stream().map(raft::status).map(LocalNode::group).toList(),
                certificates.stream().flatMap(file -> file.describe().stream()).toList(),
                crypto.backends().stream().map(LocalNode::backend).toList(),
                counters.get(),
                operations.get());
    }

    private static Backend backend(BackendStatus status) {
        return new Backend(
                status.name(),
                status.version(),
                status.usable(),
                status.detail(),
                status.tested().toEpochMilli(),
                status.tests().stream()
                        .map(test -> new SelfTest(test.name(), test.source(), test.passed(), test.micros()))
                        .toList());
    }

    private static Group group(GroupStatus status) {
        Role role = switch (status.role()) {
            case LEADER -> Role.LEADER;
            case LEADER_NOT_READY -> Role.LEADER_NOT_READY;
            case FOLLOWER -> Role.FOLLOWER;
            case CANDIDATE -> Role.CANDIDATE;
            case OTHER -> Role.OTHER;
        };
        return new Group(
                status.group().toString(),
                role,
                status.term(),
                status.leader(),
                status.committedIndex(),
                status.appliedIndex(),
                status.alive());
    }

    @Override
    public CompletionStage<Outcome<Outcome.Unit>> transferLeadership(String group, String toNode) {
        Optional<GroupId> known = raft.groups().stream()
                .filter(each -> each.toString().equals(group))
                .findFirst();
        if (known.isEmpty()) {
            return CompletableFuture.completedFuture(Outcome.refused(Fault.ARGUMENTS_BAD));
        }
        if (raft.status(known.get()).role() != GroupStatus.Role.LEADER) {
            return CompletableFuture.completedFuture(Outcome.refused(Fault.ACTION_PROHIBITED));
        }
        return raft.transferLeadership(known.get(), toNode, TRANSFER).handle((_, failure) -> {
            if (failure != null) {
                LOG.warn("leadership of {} was not handed to {}: {}", group, toNode, failure.toString());
                return Outcome.refused(Fault.DEVICE_ERROR);
            }
            LOG.info("leadership of {} was handed to {}", group, toNode);
            return Outcome.OK;
        });
    }

    @Override
    public CompletionStage<Outcome<Outcome.Unit>> drain(boolean draining) {
        return drain.set(draining).thenApply(_ -> Outcome.OK);
    }
}
