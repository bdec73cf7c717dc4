package io.craton.hsm.crypto;

import static io.craton.hsm.crypto.Modules.done;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.MechanismParameters;
import io.craton.hsm.core.object.KeyType;
import io.craton.hsm.core.object.ObjectClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UsableKeyTest {
    private static final MechanismParameters NONE = MechanismParameters.None.NONE;
    private static final int THREADS = 8;

    static List<CryptoModule> backends() {
        return Modules.each().toList();
    }

    @ParameterizedTest
    @MethodSource("backends")
    void isSharedByEightThreads(CryptoModule module) throws Exception {
        try (UsableKey own = OperationsTest.p256(module, ObjectClass.PRIVATE_KEY);
                UsableKey other = OperationsTest.p256(module, ObjectClass.PUBLIC_KEY);
                UsableKey aes = OperationsTest.secretKey(module, KeyType.AES, 32);
                ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            List<Future<Integer>> results = new ArrayList<>();
            for (int t = 0; t < THREADS; t++) {
                int seed = t;
                results.add(threads.submit(() -> wrongOf(module, own, other, aes, seed)));
            }
            for (Future<Integer> result : results) {
                assertThat(result.get(1, TimeUnit.MINUTES)).isZero();
            }
        }
    }

    private static int wrongOf(CryptoModule module, UsableKey own, UsableKey other, UsableKey aes, int seed) {
        int wrong = 0;
        for (int i = 0; i < 100; i++) {
            byte[] data = OperationsTest.bytes(1000 * seed + i + 1);
            byte[] signature = done(module.sign(own, Mechanism.ECDSA_SHA256, NONE, data, 0, data.length));
            if (!module.verify(other, Mechanism.ECDSA_SHA256, NONE, data, 0, data.length, signature)
                    .isDone()) {
                wrong++;
            }
            byte[] iv = new byte[12];
            iv[0] = (byte) seed;
            iv[1] = (byte) i;
            MechanismParameters gcm = new MechanismParameters.Gcm(Octets.wrap(iv), Octets.EMPTY, 128);
            byte[] sealed = done(module.encrypt(aes, Mechanism.AES_GCM, gcm, data, 0, data.length));
            if (!java.util.Arrays.equals(
                    data, done(module.decrypt(aes, Mechanism.AES_GCM, gcm, sealed, 0, sealed.length)))) {
                wrong++;
            }
        }
        return wrong;
    }

    private static List<Function<CryptoModule, UsableKey>> everyKey() {
        return List.of(
                module -> OperationsTest.rsa(module, ObjectClass.PRIVATE_KEY),
                module -> OperationsTest.p256(module, ObjectClass.PRIVATE_KEY),
                module -> OperationsTest.secretKey(module, KeyType.GENERIC_SECRET, 32));
    }

    private static Mechanism mechanism(UsableKey key) {
        return switch (key.type()) {
            case RSA -> Mechanism.SHA256_RSA_PKCS;
            case EC -> Mechanism.ECDSA_SHA256;
            case GENERIC_SECRET -> Mechanism.SHA256_HMAC;
            case AES -> Mechanism.AES_GCM;
        };
    }

    @ParameterizedTest
    @MethodSource("backends")
    void refusesEveryUseAfterCloseAlsoWhileThreadsUseIt(CryptoModule module) throws Exception {
        for (Function<CryptoModule, UsableKey> maker : everyKey()) {
            UsableKey key = maker.apply(module);
            Supplier<Outcome<byte[]>> use = () -> module.sign(key, mechanism(key), NONE, new byte[32], 0, 32);
            CountDownLatch running = new CountDownLatch(THREADS);
            AtomicInteger strange = new AtomicInteger();
            try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
                for (int t = 0; t < THREADS; t++) {
                    threads.execute(() -> {
                        Outcome<byte[]> outcome = use.get();
                        running.countDown();
                        while (outcome.isDone()) {
                            outcome = use.get();
                        }
                        if (!outcome.equals(Outcome.refused(Fault.KEY_HANDLE_INVALID))) {
                            strange.incrementAndGet();
                        }
                    });
                }
                assertThat(running.await(1, TimeUnit.MINUTES)).isTrue();
                key.close();
                assertThat(use.get()).isEqualTo(Outcome.refused(Fault.KEY_HANDLE_INVALID));
                threads.shutdown();
                assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            }
            assertThat(strange).hasValue(0);
            key.close();
        }
    }

    @Test
    void wipesASecretKeyInMemoryWhenClosed() {
        UsableKey key = OperationsTest.secretKey(Modules.all(), KeyType.AES, 32);
        SecretBackedKey held = (SecretBackedKey) key.key();
        key.close();
        assertThat(held.isDestroyed()).isTrue();
    }

    @Test
    void aModuleClosesItsKeysWhenItCloses() {
        CryptoModule module = CryptoModule.open(Modules.SETTINGS);
        UsableKey key = OperationsTest.p256(module, ObjectClass.PRIVATE_KEY);
        module.close();
        assertThat(key.isClosed()).isTrue();
    }

    @Test
    void keepsEnginesForABoundedNumberOfKeysAndWorksWithMore() {
        CryptoModule module = Modules.all();
        List<UsableKey> keys = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            keys.add(OperationsTest.secretKey(module, KeyType.GENERIC_SECRET, 1 + i));
        }
        for (int round = 0; round < 2; round++) {
            for (UsableKey key : keys) {
                done(module.sign(key, Mechanism.SHA256_HMAC, NONE, new byte[1], 0, 1));
            }
        }
        assertThat(EngineSet.keptByThisThread()).isEqualTo(EngineSet.MAX_KEYS);
        keys.forEach(UsableKey::close);
    }

    @Test
    void reusesTheEngineOfAThreadForAKey() throws Exception {
        try (UsableKey key = OperationsTest.p256(Modules.all(), ObjectClass.PRIVATE_KEY)) {
            EngineSet set = EngineSet.of(key);
            Engine engine = set.engine(key, Mechanism.ECDSA, io.craton.hsm.core.mechanism.Operation.SIGN);
            assertThat(EngineSet.of(key).engine(key, Mechanism.ECDSA, io.craton.hsm.core.mechanism.Operation.SIGN))
                    .isSameAs(engine);
        }
    }

    @Test
    void saysNothingOfItselfButWhatItIs() {
        try (UsableKey key = OperationsTest.secretKey(Modules.all(), KeyType.AES, 32)) {
            assertThat(key.toString()).isEqualTo("UsableKey[SECRET_KEY, AES, 256 bits, jdk]");
            assertThat(Set.of(key.key().toString())).containsExactly("SecretBackedKey[AES]");
        }
    }
}
