package io.craton.hsm.raft;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.NotSerializableException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorRef;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.JournalProtocol;
import org.apache.pekko.persistence.Persistence;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotProtocol;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.apache.pekko.serialization.SerializerWithStringManifest;
import org.apache.pekko.testkit.javadsl.TestKit;
import scala.jdk.javaapi.CollectionConverters;
import scala.jdk.javaapi.OptionConverters;

/** Speaks to the plugins of one actor system as its persistent actors do, one question at a time. */
final class Plugins {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** An event that only {@link WordSerializer} can write. */
    record Word(String text) {}

    /** An event that nothing can write. */
    record Unwritable() {}

    /** Writes {@link Word}s; Pekko makes it by its class name. */
    static final class WordSerializer extends SerializerWithStringManifest {
        @Override
        public int identifier() {
            return 7_001;
        }

        @Override
        public String manifest(Object word) {
            return "word";
        }

        @Override
        public byte[] toBinary(Object word) {
            return ((Word) word).text().getBytes(StandardCharsets.UTF_8);
        }

        @Override
        public Object fromBinary(byte[] bytes, String manifest) throws NotSerializableException {
            if (!manifest.equals("word")) {
                throw new NotSerializableException(manifest);
            }
            return new Word(new String(bytes, StandardCharsets.UTF_8));
        }
    }

    /** What an actor system needs beyond its defaults to have the plugins, events included. */
    static final Config CONFIG = ConfigFactory.parseString("""
            pekko.loglevel = WARNING
            pekko.stdout-loglevel = OFF
            pekko.actor.allow-java-serialization = off
            pekko.actor.serializers.words = "io.craton.hsm.raft.Plugins$WordSerializer"
            pekko.actor.serialization-bindings { "io.craton.hsm.raft.Plugins$Word" = words }
            pekko.persistence.journal.plugin = "craton.raft.journal"
            pekko.persistence.snapshot-store.plugin = "craton.raft.snapshot-store"
            """);

    /** What an answered write came to: how it ended, then one word for each event. */
    record Written(Object end, List<Object> each) {}

    /** What a recovery sees. */
    record Replayed(List<PersistentRepr> events, long highest) {}

    /** What a persistent actor calls its snapshot; the store itself says when it was taken. */
    static SnapshotMetadata at(String id, long sequenceNr) {
        return new SnapshotMetadata(id, sequenceNr, 0);
    }

    private final ActorSystem system;
    private final ActorRef journal;
    private final ActorRef snapshots;

    Plugins(ActorSystem system) {
        this.system = system;
        Persistence persistence = Persistence.get(system);
        this.journal = persistence.journalFor("", ConfigFactory.empty());
        this.snapshots = persistence.snapshotStoreFor("", ConfigFactory.empty());
    }

    /** An actor system with a node of its own in {@code directory}: configuration alone. */
    static ActorSystem embedded(Path directory) {
        return ActorSystem.create(
                "alone",
                ConfigFactory.parseString("craton.raft.embedded = on\ncraton.raft.directory = \"" + directory + '"')
                        .withFallback(CONFIG)
                        .withFallback(ConfigFactory.load()));
    }

    static void end(ActorSystem system) {
        TestKit.shutdownActorSystem(system, scala.concurrent.duration.Duration.fromNanos(PATIENCE.toNanos()), true);
    }

    static PersistentRepr event(String id, long sequenceNr, String writer, Object payload) {
        return new org.apache.pekko.persistence.PersistentImpl(
                payload,
                sequenceNr,
                id,
                "",
                false,
                ActorRef.noSender(),
                writer,
                0,
                OptionConverters.toScala(Optional.empty()));
    }

    static AtomicWrite atomic(PersistentRepr... events) {
        return new AtomicWrite(
                CollectionConverters.asScala(Arrays.asList(events)).toList());
    }

    /** Writes and waits for every answer. */
    Written write(AtomicWrite... writes) {
        TestKit actor = new TestKit(system);
        List<AtomicWrite> all = List.of(writes);
        journal.tell(
                new JournalProtocol.WriteMessages(
                        CollectionConverters.<org.apache.pekko.persistence.PersistentEnvelope>asScala(
                                        new ArrayList<>(all))
                                .toList(),
                        actor.getRef(),
                        1),
                ActorRef.noSender());
        Object end = actor.expectMsgAnyClassOf(
                PATIENCE, JournalProtocol.WriteMessagesSuccessful$.class, JournalProtocol.WriteMessagesFailed.class);
        List<Object> each = new ArrayList<>();
        for (int i = all.stream().mapToInt(AtomicWrite::size).sum(); i > 0; i--) {
            each.add(actor.receiveOne(PATIENCE));
        }
        return new Written(end, each);
    }

    Replayed replay(String id, long from, long to, long max) {
        TestKit actor = new TestKit(system);
        journal.tell(new JournalProtocol.ReplayMessages(from, to, max, id, actor.getRef()), ActorRef.noSender());
        List<PersistentRepr> events = new ArrayList<>();
        while (true) {
            Object answer = actor.receiveOne(PATIENCE);
            if (answer instanceof JournalProtocol.ReplayedMessage replayed) {
                events.add(replayed.persistent());
            } else if (answer instanceof JournalProtocol.RecoverySuccess end) {
                return new Replayed(events, end.highestSequenceNr());
            } else {
                throw new AssertionError("the replay of " + id + " failed: " + answer);
            }
        }
    }

    Replayed replay(String id) {
        return replay(id, 1, Long.MAX_VALUE, Long.MAX_VALUE);
    }

    Object delete(String id, long upTo) {
        TestKit actor = new TestKit(system);
        journal.tell(new JournalProtocol.DeleteMessagesTo(id, upTo, actor.getRef()), ActorRef.noSender());
        return actor.receiveOne(PATIENCE);
    }

    void forget(String id) {
        JournalRouter.get(system)
                .forget(id)
                .toCompletableFuture()
                .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
                .join();
    }

    /** The answer to an attempt to save; its metadata carries the time the store's front gave it. */
    Object save(SnapshotMetadata metadata, Object state) {
        return ask(new SnapshotProtocol.SaveSnapshot(metadata, state));
    }

    Optional<SelectedSnapshot> load(String id, SnapshotSelectionCriteria criteria) {
        Object answer = ask(new SnapshotProtocol.LoadSnapshot(id, criteria, Long.MAX_VALUE));
        if (answer instanceof SnapshotProtocol.LoadSnapshotResult found) {
            return OptionConverters.toJava(found.snapshot());
        }
        throw new AssertionError("the snapshot of " + id + " could not be loaded: " + answer);
    }

    Object delete(SnapshotMetadata metadata) {
        return ask(new SnapshotProtocol.DeleteSnapshot(metadata));
    }

    Object delete(String id, SnapshotSelectionCriteria criteria) {
        return ask(new SnapshotProtocol.DeleteSnapshots(id, criteria));
    }

    private Object ask(Object question) {
        TestKit actor = new TestKit(system);
        snapshots.tell(question, actor.getRef());
        return actor.receiveOne(PATIENCE);
    }
}
