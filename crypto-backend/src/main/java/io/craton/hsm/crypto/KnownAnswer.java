package io.craton.hsm.crypto;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Outcome;

/**
 * One thing a backend must get right before it is used.
 *
 * @param name what is tested, for the log
 * @param source where the answer is printed
 * @param answer the answer
 */
record KnownAnswer(String name, String source, Octets answer, Trial trial) {
    /** A backend under test: its loader and its operations, and no other backend's. */
    record Candidate(KeyLoading keys, Operations operations, SecretMemory secrets) {}

    /** Asks the candidate; refused, or done with false, where the answer is not the one given. */
    interface Trial {
        Outcome<Boolean> passes(Candidate candidate, byte[] answer);
    }

    boolean holdsFor(Candidate candidate) {
        return trial.passes(candidate, answer.toByteArray()) instanceof Outcome.Done<Boolean>(Boolean passed) && passed;
    }

    /** For tests of the tests: the same with one bit of the answer wrong. */
    KnownAnswer corrupted() {
        byte[] wrong = answer.toByteArray();
        wrong[wrong.length - 1] ^= 1;
        return new KnownAnswer(name, source, Octets.wrap(wrong), trial);
    }
}
