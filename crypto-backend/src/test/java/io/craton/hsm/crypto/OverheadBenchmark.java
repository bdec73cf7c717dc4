package io.craton.hsm.crypto;

import static io.craton.hsm.crypto.Modules.done;

import com.sun.management.ThreadMXBean;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.crypto.backend.Backend;
import java.lang.management.ManagementFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;

/**
 * What the module adds to a provider: both do the same work on one thread in one run, in turns, and the median of the ratios of their
 * rates is printed. Rates are per CPU second of the thread, so that a busy machine matters less. Not a test; has a main method.
 */
final class OverheadBenchmark {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int ROUNDS = 15;
    private static final long ROUND_NANOS = 100_000_000;
    private static final MechanismParameters NONE = MechanismParameters.None.NONE;

    private OverheadBenchmark() {}

    private interface Work {
        Object run() throws Exception;
    }

    @SuppressWarnings("SystemOut")
    public static void main(String[] arguments) throws Exception {
        CryptoModule module = Modules.all();
        module.backends().forEach(status -> System.out.println(status.name() + " " + status.version()));
        System.out.printf(
                "%-24s %14s %14s %9s %12s%n", "operation", "provider op/s", "module op/s", "ratio", "extra B/op");
        byte[] hash = OperationsTest.bytes(32);
        try (UsableKey rsa = OperationsTest.rsa(module, ObjectClass.PRIVATE_KEY);
                UsableKey ec = OperationsTest.p256(module, ObjectClass.PRIVATE_KEY);
                UsableKey mac = OperationsTest.secretKey(module, KeyType.GENERIC_SECRET, 32);
                UsableKey aes = OperationsTest.secretKey(module, KeyType.AES, 32)) {
            compare(
                    "RSA-2048 SHA256_RSA_PKCS",
                    signer(rsa, RsaHash.ALGORITHM, hash),
                    () -> done(module.sign(rsa, Mechanism.SHA256_RSA_PKCS, NONE, hash, 0, hash.length)));
            compare(
                    "P-256 ECDSA",
                    signer(ec, "NONEwithECDSA", hash),
                    () -> done(module.sign(ec, Mechanism.ECDSA, NONE, hash, 0, hash.length)));
            compare(
                    "P-256 ECDSA_SHA256",
                    signer(ec, "SHA256withECDSA", hash),
                    () -> done(module.sign(ec, Mechanism.ECDSA_SHA256, NONE, hash, 0, hash.length)));
            compare(
                    "HMAC-SHA-256 32 B",
                    macer(mac, hash),
                    () -> done(module.sign(mac, Mechanism.SHA256_HMAC, NONE, hash, 0, hash.length)));
            byte[] kilobyte = OperationsTest.bytes(1024);
            byte[] iv = new byte[12];
            compare("AES-256-GCM 1 KiB", sealer(aes, kilobyte), () -> {
                next(iv);
                MechanismParameters gcm = new MechanismParameters.Gcm(Octets.copyOf(iv), Octets.EMPTY, 128);
                return done(module.encrypt(aes, Mechanism.AES_GCM, gcm, kilobyte, 0, kilobyte.length));
            });
        }
    }

    private static Work signer(UsableKey key, String algorithm, byte[] data) throws Exception {
        Signature signature = key.backend().signature(algorithm);
        signature.initSign((PrivateKey) key.key());
        return () -> {
            signature.update(data);
            return signature.sign();
        };
    }

    private static Work macer(UsableKey key, byte[] data) throws Exception {
        Mac mac = key.backend().mac(Hmac.ALGORITHM);
        mac.init(key.key());
        return () -> mac.doFinal(data);
    }

    private static Work sealer(UsableKey key, byte[] data) throws Exception {
        Backend backend = key.backend();
        Cipher cipher = backend.cipher("AES/GCM/NoPadding");
        byte[] iv = new byte[12];
        return () -> {
            next(iv);
            backend.initGcm(cipher, Cipher.ENCRYPT_MODE, (SecretKey) key.key(), iv, 128);
            return cipher.doFinal(data);
        };
    }

    private static void next(byte[] iv) {
        for (int i = iv.length - 1; ++iv[i] == 0; i--) {}
    }

    @SuppressWarnings("SystemOut")
    private static void compare(String name, Work provider, Work module) throws Exception {
        double[] ratios = new double[ROUNDS];
        double best = 0;
        double ours = 0;
        for (int round = -10; round < ROUNDS; round++) {
            double raw = rate(provider);
            double wrapped = rate(module);
            if (round >= 0) {
                ratios[round] = wrapped / raw;
                best = Math.max(best, raw);
                ours = Math.max(ours, wrapped);
            }
        }
        Arrays.sort(ratios);
        System.out.printf(
                Locale.ROOT,
                "%-24s %14.0f %14.0f %9.3f %12d%n",
                name,
                best,
                ours,
                ratios[ROUNDS / 2],
                allocated(module) - allocated(provider));
    }

    private static double rate(Work work) throws Exception {
        long start = THREADS.getCurrentThreadCpuTime();
        long operations = 0;
        long spent;
        do {
            for (int i = 0; i < 20; i++) {
                work.run();
            }
            operations += 20;
            spent = THREADS.getCurrentThreadCpuTime() - start;
        } while (spent < ROUND_NANOS);
        return operations * 1e9 / spent;
    }

    private static long allocated(Work work) throws Exception {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 1000; i++) {
            work.run();
        }
        return (THREADS.getCurrentThreadAllocatedBytes() - before) / 1000;
    }
}
