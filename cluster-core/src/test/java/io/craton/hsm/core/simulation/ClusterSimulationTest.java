package io.craton.hsm.core.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs clusters under fire, and shows that the checks would notice each mistake the protocol avoids. */
final class ClusterSimulationTest {
    private static final long DURATION = 40 * World.SECOND;
    private static final long SEEDS = Long.getLong("craton.simulation.seeds", 200);
    private static final long FIRST_SEED = Long.getLong("craton.simulation.first", 1);

    @Test
    void keepsEveryPromiseWhateverGoesWrong() {
        Tally total = new Tally();
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS; seed++) {
            total.add(run(seed, Set.of()));
        }
        System.out.println("seeds " + FIRST_SEED + ".." + (FIRST_SEED + SEEDS - 1) + ": " + total);
        assertThat(total.signatures).isGreaterThan(100 * SEEDS);
        assertThat(total.revocations).isGreaterThan(2 * SEEDS);
        assertThat(total.elections).isGreaterThan(2 * SEEDS);
        assertThat(total.fenced).isPositive();
        assertThat(total.wrongPins).isPositive();
    }

    @Test
    void answersEveryRequestOnceTheStormIsOver() {
        for (long seed = FIRST_SEED; seed < FIRST_SEED + SEEDS / 20; seed++) {
            World world = new World(seed, Set.of());
            world.runUntil(DURATION);
            world.calmDown();
            world.runUntil(DURATION + 60 * World.SECOND);
            assertThat(world.pending()).as("seed %d", seed).isZero();
        }
    }

    @Test
    void runsAlikeForTheSameSeed() {
        assertThat(run(5, Set.of()).toString()).isEqualTo(run(5, Set.of()).toString());
    }

    @ParameterizedTest
    @EnumSource(Deviation.class)
    void noticesTheMistake(Deviation mistake) {
        for (long seed = mistake.likelySeed(); seed < mistake.likelySeed() + 2_000; seed++) {
            try {
                new World(seed, EnumSet.of(mistake)).runUntil(DURATION);
            } catch (InvariantBroken e) {
                System.out.println(mistake + " noticed with seed " + seed + ": " + e.getMessage());
                return;
            }
        }
        fail("no seed shows " + mistake);
    }

    private static Tally run(long seed, Set<Deviation> deviations) {
        World world = new World(seed, deviations);
        try {
            world.runUntil(DURATION);
        } catch (InvariantBroken e) {
            throw new AssertionError("seed " + seed + " at " + world.now() / World.MILLI + " ms: " + e.getMessage(), e);
        }
        return world.invariants().tally();
    }
}
