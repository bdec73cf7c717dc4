package io.craton.hsm.raft;

import static io.craton.hsm.raft.Plugins.at;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.raft.Plugins.Unwritable;
import io.craton.hsm.raft.Plugins.Word;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.apache.pekko.persistence.DeleteSnapshotSuccess;
import org.apache.pekko.persistence.DeleteSnapshotsSuccess;
import org.apache.pekko.persistence.SaveSnapshotFailure;
import org.apache.pekko.persistence.SaveSnapshotSuccess;
import org.apache.pekko.persistence.SelectedSnapshot;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import scala.Option;

/** What Pekko Persistence expects of a snapshot store, whatever node it is asked on. */
abstract class SnapshotStoreContract {
    private static final SnapshotSelectionCriteria LATEST = SnapshotSelectionCriteria.latest();

    private final String id = "snapshot-" + UUID.randomUUID();
    private final List<SnapshotMetadata> saved = new ArrayList<>();
    private Plugins plugins;

    abstract Plugins plugins();

    /** Snapshots at 11 to 15. */
    @BeforeEach
    void saveFiveSnapshots() {
        plugins = plugins();
        for (int n = 11; n <= 15; n++) {
            saved.add(save(at(id, n), new Word("state " + n)));
        }
    }

    @Test
    void findsNothingOfAnUnknownId() {
        assertThat(plugins.load("nobody-" + id, LATEST)).isEmpty();
    }

    @Test
    void findsNothingThatTheCriteriaExclude() {
        assertThat(plugins.load(id, SnapshotSelectionCriteria.create(10, Long.MAX_VALUE)))
                .isEmpty();
        assertThat(plugins.load(id, SnapshotSelectionCriteria.create(Long.MAX_VALUE, 100)))
                .isEmpty();
        assertThat(plugins.load(id, SnapshotSelectionCriteria.create(Long.MAX_VALUE, Long.MAX_VALUE, 16, 0)))
                .isEmpty();
        assertThat(plugins.load(id, SnapshotSelectionCriteria.none())).isEmpty();
    }

    @Test
    void findsTheLatestThatTheCriteriaAdmit() {
        assertFound(15, plugins.load(id, LATEST));
        assertFound(13, plugins.load(id, SnapshotSelectionCriteria.create(13, Long.MAX_VALUE)));
        assertFound(
                13,
                plugins.load(
                        id, SnapshotSelectionCriteria.create(13, saved.get(2).timestamp())));
        assertFound(15, plugins.load(id, SnapshotSelectionCriteria.create(99, Long.MAX_VALUE, 15, 0)));
    }

    @Test
    void deletesOneByItsNumber() {
        SnapshotMetadata thirteen = at(id, 13);
        assertThat(plugins.delete(thirteen)).isEqualTo(new DeleteSnapshotSuccess(thirteen));
        assertFound(12, plugins.load(id, SnapshotSelectionCriteria.create(13, Long.MAX_VALUE)));
        assertFound(15, plugins.load(id, LATEST));
    }

    @Test
    void deletesOneOfAnotherTimeNot() {
        SnapshotMetadata earlier = new SnapshotMetadata(id, 15, saved.get(4).timestamp() - 1);
        assertThat(plugins.delete(earlier)).isEqualTo(new DeleteSnapshotSuccess(earlier));
        assertFound(15, plugins.load(id, LATEST));
    }

    @Test
    void deletesWhatTheCriteriaAdmit() {
        SnapshotSelectionCriteria upTo13 =
                SnapshotSelectionCriteria.create(13, saved.get(2).timestamp());
        assertThat(plugins.delete(id, upTo13)).isEqualTo(new DeleteSnapshotsSuccess(upTo13));
        assertThat(plugins.load(id, SnapshotSelectionCriteria.create(13, Long.MAX_VALUE)))
                .isEmpty();
        assertFound(14, plugins.load(id, SnapshotSelectionCriteria.create(14, Long.MAX_VALUE)));

        SnapshotSelectionCriteria tooEarly =
                SnapshotSelectionCriteria.create(14, saved.get(3).timestamp() - 1);
        assertThat(plugins.delete(id, tooEarly)).isEqualTo(new DeleteSnapshotsSuccess(tooEarly));
        assertFound(14, plugins.load(id, SnapshotSelectionCriteria.create(14, Long.MAX_VALUE)));
    }

    @Test
    void replacesTheSnapshotOfTheSameNumber() {
        save(saved.get(4), new Word("better"));
        assertThat(found(plugins.load(id, LATEST)).snapshot()).isEqualTo(new Word("better"));
        assertThat(found(plugins.load(id, LATEST)).metadata().sequenceNr()).isEqualTo(15);
    }

    @Test
    void keepsASnapshotOfManyPieces() {
        Word large = new Word("large ".repeat(500_000));
        save(at(id, 20), large);
        assertThat(found(plugins.load(id, LATEST)).snapshot()).isEqualTo(large);
    }

    @Test
    void keepsMetadata() {
        save(at(id, 20).withMetadata("metadata"), new Word("state 20"));
        assertThat(found(plugins.load(id, LATEST)).metadata().metadata()).isEqualTo(Option.apply("metadata"));
    }

    @Test
    void failsForAStateThatCannotBeWrittenAndKeepsTheOthers() {
        assertThat(plugins.save(at(id, 20), new Unwritable())).isInstanceOf(SaveSnapshotFailure.class);
        assertFound(15, plugins.load(id, LATEST));
    }

    private SnapshotMetadata save(SnapshotMetadata metadata, Object state) {
        Object answer = plugins.save(metadata, state);
        if (answer instanceof SaveSnapshotSuccess done) {
            return done.metadata();
        }
        throw new AssertionError("not saved: " + answer);
    }

    private void assertFound(long sequenceNr, Optional<SelectedSnapshot> snapshot) {
        SelectedSnapshot found = found(snapshot);
        assertThat(found.metadata()).isEqualTo(saved.get((int) sequenceNr - 11));
        assertThat(found.snapshot()).isEqualTo(new Word("state " + sequenceNr));
    }

    private static SelectedSnapshot found(Optional<SelectedSnapshot> snapshot) {
        return snapshot.orElseThrow(() -> new AssertionError("no snapshot was found"));
    }
}
