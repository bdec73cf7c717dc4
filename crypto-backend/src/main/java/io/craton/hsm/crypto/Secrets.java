package io.craton.hsm.crypto;

import io.craton.hsm.core.secret.Secret;
import java.security.MessageDigest;
import java.util.Arrays;

/** Comparison of secrets. */
public final class Secrets {
    private Secrets() {}

    /** Whether both hold the same bytes. Takes a time that depends on the lengths only. */
    public static boolean equal(Secret left, Secret right) {
        return left.withBytes(l -> right.withBytes(r -> MessageDigest.isEqual(l, r)));
    }

    /** Applies {@link Arrays#fill} with zero; for heap copies of secrets. */
    static void wipe(byte[] bytes) {
        Arrays.fill(bytes, (byte) 0);
    }
}
