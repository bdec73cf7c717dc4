package io.craton.hsm.core.simulation;

/** How much happened: a simulation in which nothing happens shows nothing. */
final class Tally {
    long steps;
    long elections;
    long signatures;
    long changes;
    long revocations;
    long wrongPins;
    long fenced;
    long pauses;
    long crashes;

    void add(Tally other) {
        steps += other.steps;
        elections += other.elections;
        signatures += other.signatures;
        changes += other.changes;
        revocations += other.revocations;
        wrongPins += other.wrongPins;
        fenced += other.fenced;
        pauses += other.pauses;
        crashes += other.crashes;
    }

    @Override
    public String toString() {
        return "steps " + steps + ", elections " + elections + ", signatures " + signatures + ", acknowledged changes "
                + changes + ", of these revocations " + revocations + ", wrong PINs " + wrongPins + ", fenced writes "
                + fenced + ", pauses " + pauses + ", crashes " + crashes;
    }
}
