package io.craton.hsm.crypto;

import io.craton.hsm.core.secret.Secret;
import java.security.MessageDigest;
import java.util.Arrays;

/** Comparison and wiping of secrets. */
public final class Secrets {
    private Secrets() {}

    /** Whether both hold the same bytes. Takes a time that depends on the lengths only. */
    public static boolean equal(Secret left, Secret right) {
        return left.withBytes(l -> right.withBytes(r -> MessageDigest.isEqual(l, r)));
    }

    /** Fills with zeros; for heap copies of secrets. */
    public static void wipe(byte[] bytes) {
        Arrays.fill(bytes, (byte) 0);
    }
}
