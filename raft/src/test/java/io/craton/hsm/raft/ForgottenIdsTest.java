package io.craton.hsm.raft;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.raft.Plugins.Word;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.persistence.SnapshotSelectionCriteria;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Hundreds of actors that come, write and end for good, one lot after the other. */
class ForgottenIdsTest {
    private static final int LOTS = 3;
    private static final int IDS = 200;

    @TempDir
    private Path directory;

    @Test
    void leavesNothingOfActorsThatHaveEndedButTheirHeads() {
        ActorSystem system = Plugins.embedded(directory);
        JournalRouter router = JournalRouter.get(system);
        JournalStore store = router.replica(id(0, 0)).store();
        Plugins plugins = new Plugins(system);
        for (int lot = 0; lot < LOTS; lot++) {
            int current = lot;
            List<String> ids =
                    IntStream.range(0, IDS).mapToObj(i -> id(current, i)).toList();
            ids.forEach(id -> live(plugins, id));
            assertThat(store.scan(new byte[] {'e'})).hasSize(2 * IDS);
            assertThat(store.scan(new byte[] {'s'})).hasSize(IDS);
            forget(router, ids);
            forget(router, ids);
            Stream.of('e', 's', 'c', 'u')
                    .forEach(kind -> assertThat(store.scan(new byte[] {(byte) (char) kind}))
                            .as("of kind %s", kind)
                            .isEmpty());
            assertThat(ids)
                    .allSatisfy(id -> assertThat(store.head(id).forgotten()).isTrue());
            assertThat(store.scan(new byte[] {'h'})).hasSize((lot + 1) * IDS);
            assertThat(store.scan(new byte[] {'x'})).as("to be swept").hasSize((lot + 1) * IDS);
        }
        Plugins.end(system);
    }

    private static String id(int lot, int number) {
        return PersistenceIds.roaming(new GroupId(1), "session-" + lot + "-" + number);
    }

    private static void live(Plugins plugins, String id) {
        plugins.write(Plugins.atomic(
                Plugins.event(id, 1, "writer", new Word("begins")), Plugins.event(id, 2, "writer", new Word("ends"))));
        plugins.save(Plugins.at(id, 1), new Word("state"));
        assertThat(plugins.load(id, SnapshotSelectionCriteria.latest())).isPresent();
    }

    private static void forget(JournalRouter router, List<String> ids) {
        ids.stream()
                .map(id -> router.forget(id).toCompletableFuture().orTimeout(30, TimeUnit.SECONDS))
                .toList()
                .forEach(CompletableFuture::join);
    }
}
