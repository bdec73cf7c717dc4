package io.craton.hsm.raft;

import com.typesafe.config.ConfigFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.BootstrapSetup;
import org.apache.pekko.actor.setup.ActorSystemSetup;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.SaveSnapshotSuccess;

/** Measures what a persistent actor waits for: its recovery, and its snapshot, through the plugins on the leader's node. */
final class RecoveryTimes implements AutoCloseable {
    private static final int ROUNDS = 5;

    /** Events of one write. */
    private static final int TOGETHER = 100;

    private static final Plugins.Word EVENT = new Plugins.Word("x".repeat(WriteLoad.EVENT_BYTES));

    private final ActorSystem system;
    private final Plugins plugins;
    private final String id =
            PersistenceIds.resident(TestCluster.G1, UUID.randomUUID().toString());

    RecoveryTimes(RaftNode node) {
        // Nothing is forwarded: the id is resident.
        RaftJournalSetup setup = new RaftJournalSetup(node, name -> new Address("pekko", "bench"));
        BootstrapSetup bootstrap = BootstrapSetup.create(Plugins.CONFIG.withFallback(ConfigFactory.load()));
        system = ActorSystem.create("bench", ActorSystemSetup.create(bootstrap, setup));
        plugins = new Plugins(system);
    }

    /** Milliseconds of reading all of {@code events} events of one persistence id, after one time that does not count. */
    Percentiles recover(int events) {
        fill(events);
        return measure(() -> {
            int found = plugins.replay(id).events().size();
            if (found != events) {
                throw new IllegalStateException("recovered " + found + " of " + events + " events");
            }
        });
    }

    /** Milliseconds of saving a state of {@code bytes} bytes, after one time that does not count. */
    Percentiles save(int bytes) {
        Plugins.Word state = new Plugins.Word("x".repeat(bytes));
        return measure(() -> {
            Object answer = plugins.save(Plugins.at(id, 0), state);
            if (!(answer instanceof SaveSnapshotSuccess)) {
                throw new IllegalStateException("the snapshot was not saved: " + answer);
            }
        });
    }

    private static Percentiles measure(Runnable work) {
        work.run();
        long[] millis = new long[ROUNDS];
        for (int round = 0; round < ROUNDS; round++) {
            long began = System.nanoTime();
            work.run();
            millis[round] = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - began);
        }
        return new Percentiles(millis);
    }

    private void fill(int events) {
        String writer = UUID.randomUUID().toString();
        long next = 1;
        while (next <= events) {
            List<PersistentRepr> together = new ArrayList<>();
            while (next <= events && together.size() < TOGETHER) {
                together.add(Plugins.event(id, next, writer, EVENT));
                next++;
            }
            Plugins.Written written = plugins.write(Plugins.atomic(together.toArray(PersistentRepr[]::new)));
            if (!(written.end() instanceof JournalProtocol.WriteMessagesSuccessful$)) {
                throw new IllegalStateException("the events were not written: " + written.end());
            }
        }
    }

    @Override
    public void close() {
        Plugins.end(system);
    }
}
