package io.craton.hsm.ops.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ops.chaos.Observation.Act;
import io.craton.hsm.ops.chaos.Observation.Result;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LinearizabilityTest {
    private final List<Observation> seen = new ArrayList<>();

    @Test
    void holdsForCallsOneAfterTheOther() {
        ok(1, 2, Act.FIND, 0);
        ok(3, 4, Act.CREATE, 7);
        ok(5, 6, Act.GET, 7);
        ok(7, 8, Act.SET, 8);
        ok(9, 10, Act.GET, 8);
        ok(11, 12, Act.SIGN, 0);
        ok(13, 14, Act.DESTROY, 0);
        absent(15, 16, Act.SIGN);
        ok(17, 18, Act.FIND, 0);
        assertThat(holds()).isTrue();
    }

    @Test
    void doesNotHoldForAStaleRead() {
        ok(1, 2, Act.CREATE, 7);
        ok(3, 4, Act.SET, 8);
        ok(5, 6, Act.GET, 7);
        assertThat(holds()).isFalse();
    }

    @Test
    void doesNotHoldForAReadThatGoesBack() {
        ok(1, 2, Act.CREATE, 7);
        ok(3, 20, Act.SET, 8);
        ok(5, 6, Act.GET, 8);
        ok(7, 8, Act.GET, 7);
        assertThat(holds()).isFalse();
    }

    @Test
    void doesNotHoldForASignatureAfterTheDestructionWasAnswered() {
        ok(1, 2, Act.CREATE, 7);
        ok(3, 4, Act.DESTROY, 0);
        ok(5, 6, Act.SIGN, 0);
        assertThat(holds()).isFalse();
    }

    @Test
    void holdsForASignatureWhileTheKeyIsDestroyed() {
        ok(1, 2, Act.CREATE, 7);
        ok(3, 10, Act.DESTROY, 0);
        ok(4, 6, Act.SIGN, 0);
        absent(7, 8, Act.SIGN);
        assertThat(holds()).isTrue();
    }

    @Test
    void doesNotHoldForALostOrADoubledKey() {
        ok(1, 2, Act.CREATE, 7);
        ok(3, 4, Act.FIND, 0);
        assertThat(holds()).isFalse();
        seen.clear();
        ok(1, 2, Act.CREATE, 7);
        ok(3, 4, Act.FIND, 2);
        assertThat(holds()).isFalse();
    }

    @Test
    void letsWhatIsUnknownHappenLateOrNever() {
        unknown(1, 2, Act.CREATE, 7);
        ok(3, 4, Act.FIND, 0);
        ok(5, 6, Act.FIND, 1);
        ok(7, 8, Act.GET, 7);
        unknown(9, 10, Act.DESTROY, 0);
        ok(11, 12, Act.SIGN, 0);
        assertThat(holds()).isTrue();
        ok(13, 14, Act.FIND, 0);
        assertThat(holds()).isTrue();
        ok(15, 16, Act.FIND, 1);
        assertThat(holds()).as("what was destroyed comes back").isFalse();
    }

    @Test
    void doesNotHoldWhenAnUnknownWriteIsSeenBeforeItBegan() {
        ok(1, 2, Act.CREATE, 7);
        ok(3, 4, Act.GET, 8);
        unknown(5, 6, Act.SET, 8);
        assertThat(holds()).isFalse();
    }

    /** Histories made by carrying calls out at a point within their time hold; with one answer changed they do not. */
    @Test
    void tellsRightHistoriesFromWrongOnes() {
        for (int seed = 0; seed < 200; seed++) {
            List<Observation> right = carriedOut(new Random(seed));
            assertThat(Linearizability.holds(right)).as("seed %d", seed).isTrue();
            List<Observation> wrong = new ArrayList<>(right);
            int last = wrong.size() - 1;
            Observation read = wrong.get(last);
            wrong.set(
                    last,
                    new Observation(read.start(), read.end(), read.act(), "k", read.value() + 1_000_000, Result.OK));
            assertThat(Linearizability.holds(wrong)).as("seed %d", seed).isFalse();
        }
    }

    private static List<Observation> carriedOut(Random random) {
        List<Observation> history = new ArrayList<>();
        history.add(new Observation(0, 5, Act.CREATE, "k", 1, Result.OK));
        long value = 1;
        for (long at = 10; at < 400; at += 3) {
            long start = Math.max(6, at - random.nextInt(9));
            long end = at + random.nextInt(9);
            boolean lost = random.nextInt(80) == 0;
            if (random.nextBoolean()) {
                value = at;
                history.add(new Observation(start, end, Act.SET, "k", value, lost ? Result.UNKNOWN : Result.OK));
            } else {
                history.add(new Observation(start, end, Act.GET, "k", value, lost ? Result.UNKNOWN : Result.OK));
            }
        }
        Collections.shuffle(history, random);
        history.add(new Observation(2_000, 2_001, Act.GET, "k", value, Result.OK));
        return history;
    }

    private boolean holds() {
        return Linearizability.holds(seen);
    }

    private void ok(long start, long end, Act act, long value) {
        seen.add(new Observation(start, end, act, "k", value, Result.OK));
    }

    private void absent(long start, long end, Act act) {
        seen.add(new Observation(start, end, act, "k", 0, Result.ABSENT));
    }

    private void unknown(long start, long end, Act act, long value) {
        seen.add(new Observation(start, end, act, "k", value, Result.UNKNOWN));
    }
}
