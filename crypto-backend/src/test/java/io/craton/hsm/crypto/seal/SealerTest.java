package io.craton.hsm.crypto.seal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.core.Octets;
import io.craton.hsm.core.secret.Secret;
import io.craton.hsm.crypto.SecretMemory;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SealerTest {
    private static final byte[] CONTEXT = text("token 7");
    private static final byte[] PLAIN = text("what is sealed");

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static byte[] key(int seed) {
        byte[] key = new byte[ClusterKey.BYTES];
        java.util.Arrays.fill(key, (byte) seed);
        return key;
    }

    @Test
    void opensOnAnotherNodeWithTheSameKey() {
        try (ClusterKey here = ClusterKey.of(key(1));
                ClusterKey there = ClusterKey.of(key(1))) {
            Octets blob = here.sealer(Purpose.JOURNAL).seal(PLAIN, CONTEXT);
            assertThat(blob.length()).isEqualTo(PLAIN.length + Sealer.OVERHEAD_BYTES);
            assertThat(there.sealer(Purpose.JOURNAL).open(blob, CONTEXT)).hasValue(PLAIN);
        }
    }

    @Test
    void opensNothingOfAnotherClusterPurposeOrContext() {
        try (ClusterKey here = ClusterKey.of(key(1));
                ClusterKey foreign = ClusterKey.of(key(2))) {
            Octets blob = here.sealer(Purpose.JOURNAL).seal(PLAIN, CONTEXT);
            assertThat(foreign.sealer(Purpose.JOURNAL).open(blob, CONTEXT)).isEmpty();
            assertThat(here.sealer(Purpose.LEASE).open(blob, CONTEXT)).isEmpty();
            assertThat(here.sealer(Purpose.JOURNAL).open(blob, text("token 8"))).isEmpty();
        }
    }

    @Test
    void opensNothingThatWasAlteredInAnyByte() {
        try (ClusterKey key = ClusterKey.of(key(1))) {
            Sealer sealer = key.sealer(Purpose.OBJECT);
            byte[] blob = sealer.seal(PLAIN, CONTEXT).toByteArray();
            for (int i = 0; i < blob.length; i++) {
                byte[] altered = blob.clone();
                altered[i] ^= 1;
                assertThat(sealer.open(Octets.wrap(altered), CONTEXT))
                        .as("byte %s", i)
                        .isEmpty();
            }
            for (int length = 0; length < blob.length; length++) {
                assertThat(sealer.open(Octets.copyOf(blob, 0, length), CONTEXT)).isEmpty();
            }
        }
    }

    @Test
    void aPurposeByteMovedToAnotherPurposeDoesNotOpenThere() {
        try (ClusterKey key = ClusterKey.of(key(1))) {
            byte[] blob = key.sealer(Purpose.JOURNAL).seal(PLAIN, CONTEXT).toByteArray();
            blob[1] = Purpose.LEASE.id();
            assertThat(key.sealer(Purpose.LEASE).open(Octets.wrap(blob), CONTEXT))
                    .isEmpty();
        }
    }

    @Test
    void neverRepeatsANonceAcrossThreads() throws InterruptedException {
        try (ClusterKey key = ClusterKey.of(key(1));
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            Sealer sealer = key.sealer(Purpose.LEASE);
            Set<Octets> headers = ConcurrentHashMap.newKeySet();
            for (int t = 0; t < 8; t++) {
                threads.execute(() -> {
                    for (int i = 0; i < 2000; i++) {
                        headers.add(Octets.copyOf(sealer.seal(PLAIN, CONTEXT).toByteArray(), 0, 30));
                    }
                });
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
            assertThat(headers).hasSize(16_000);
        }
    }

    @Test
    void takesAFreshSaltWhenAKeyHasSealedItsShare() {
        try (Secret root = SecretMemory.ofProcess().take(key(3));
                Sealer sealer = new Sealer(root, (byte) 1, "test", 10)) {
            Set<Octets> salts = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                Octets blob = sealer.seal(PLAIN, CONTEXT);
                salts.add(Octets.copyOf(blob.toByteArray(), 2, 16));
                assertThat(sealer.open(blob, CONTEXT)).hasValue(PLAIN);
            }
            assertThat(salts).hasSize(10);
        }
    }

    @Test
    void keepsABoundedNumberOfForeignKeysAndStillOpensEverything() {
        try (Secret root = SecretMemory.ofProcess().take(key(4));
                Sealer reader = new Sealer(root, (byte) 1, "test")) {
            for (int i = 0; i <= 2 * Sealer.MAX_FOREIGN_KEYS; i++) {
                try (Sealer writer = new Sealer(root, (byte) 1, "test")) {
                    assertThat(reader.open(writer.seal(PLAIN, CONTEXT), CONTEXT))
                            .hasValue(PLAIN);
                }
                assertThat(reader.foreignKeys()).isLessThanOrEqualTo(Sealer.MAX_FOREIGN_KEYS);
            }
        }
    }

    @Test
    void sealsAndOpensSecrets() {
        try (ClusterKey key = ClusterKey.of(key(1));
                Secret secret = SecretMemory.ofProcess().take(text("a secret"))) {
            Octets blob = key.sealer(Purpose.LOGIN).seal(secret, CONTEXT);
            try (Secret opened =
                    key.sealer(Purpose.LOGIN).openSecret(blob, CONTEXT).orElseThrow()) {
                assertThat(opened.<String>withBytes(bytes -> new String(bytes, StandardCharsets.UTF_8)))
                        .isEqualTo("a secret");
            }
        }
    }

    @Test
    void refusesToWorkOnceClosed() {
        ClusterKey key = ClusterKey.of(key(1));
        Sealer sealer = key.sealer(Purpose.JOURNAL);
        Octets blob = sealer.seal(PLAIN, CONTEXT);
        key.close();
        assertThatThrownBy(() -> sealer.seal(PLAIN, CONTEXT)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> sealer.open(blob, CONTEXT)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void authenticatesTheSameOnEveryNodeAndDifferentlyForEveryPurpose() {
        try (ClusterKey here = ClusterKey.of(key(1));
                ClusterKey there = ClusterKey.of(key(1))) {
            byte[] tag = here.authenticate(Purpose.RESUME, PLAIN);
            assertThat(tag).hasSize(32);
            assertThat(there.verify(Purpose.RESUME, PLAIN, tag)).isTrue();
            assertThat(there.verify(Purpose.LEASE, PLAIN, tag)).isFalse();
            assertThat(there.verify(Purpose.RESUME, text("other"), tag)).isFalse();
            tag[0] ^= 1;
            assertThat(there.verify(Purpose.RESUME, PLAIN, tag)).isFalse();
        }
    }
}
