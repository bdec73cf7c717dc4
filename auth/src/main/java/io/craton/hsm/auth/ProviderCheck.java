package io.craton.hsm.auth;

/** A provider that can be tried without anybody signing in. */
public interface ProviderCheck {
    /** Asks it what a sign-in would ask of it first. Blocks, with a deadline of its own; never throws for one that does not answer. */
    Result check();

    /** @param words what was found, in a sentence or two, without secrets */
    record Result(boolean works, String words) {
        public Result {
            words = Refusal.printable(words);
        }
    }
}
