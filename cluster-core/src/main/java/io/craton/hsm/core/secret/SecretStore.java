package io.craton.hsm.core.secret;

/** Where secrets are put: locked memory that no dump, swap or child process sees. Thread-safe. */
public interface SecretStore {
    /** Moves {@code source} into the store and wipes the array, also on failure. */
    Secret take(byte[] source);
}
