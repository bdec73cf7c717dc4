package io.craton.hsm.raft;

import static io.craton.hsm.raft.Plugins.at;
import static io.craton.hsm.raft.Plugins.atomic;
import static io.craton.hsm.raft.Plugins.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.craton.hsm.raft.Plugins.Replayed;
import io.craton.hsm.raft.Plugins.Word;
import java.nio.file.Path;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An actor system that has the plugins through its configuration alone. */
class EmbeddedNodeTest {
    @TempDir
    private Path directory;

    @Test
    void keepsEverythingFromOneActorSystemToTheNext() {
        ActorSystem first = Plugins.embedded(directory);
        Plugins plugins = new Plugins(first);
        plugins.write(atomic(event("id", 1, "w", new Word("one")), event("id", 2, "w", new Word("two"))));
        plugins.save(at("id", 2), new Word("state"));
        Plugins.end(first);

        ActorSystem second = Plugins.embedded(directory);
        Replayed replayed = new Plugins(second).replay("id");
        assertThat(replayed.highest()).isEqualTo(2);
        assertThat(replayed.events()).extracting(e -> e.payload()).containsExactly(new Word("one"), new Word("two"));
        assertThat(new Plugins(second).load("id", SnapshotSelectionCriteria.latest()))
                .isPresent();
        Plugins.end(second);
    }

    @Test
    void isSharedByTheActorSystemsOfAProcessAndEndsWithTheLast() {
        ActorSystem one = Plugins.embedded(directory);
        ActorSystem other = Plugins.embedded(directory.resolve("..").resolve(directory.getFileName()));
        new Plugins(one).write(atomic(event("id", 1, "w", new Word("one"))));
        assertThat(new Plugins(other).replay("id").highest()).isEqualTo(1);
        Plugins.end(one);
        new Plugins(other).write(atomic(event("id", 2, "w", new Word("two"))));
        Plugins.end(other);

        try (RaftNode again = RaftNode.start(RaftSettings.alone(directory))) {
            assertThat(again.groups()).hasSize(2);
        }
    }

    @Test
    void needsADirectory() {
        assertThatThrownBy(() -> ActorSystem.create(
                        "alone",
                        ConfigFactory.parseString("craton.raft.embedded = on")
                                .withFallback(Plugins.CONFIG)
                                .withFallback(ConfigFactory.load())))
                .hasMessageContaining("craton.raft.directory");
    }
}
