package io.craton.hsm.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.core.secret.Secret;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SecretMemoryTest {
    private final SecretMemory memory = SecretMemory.open(2 * SecretMemory.SLAB_BYTES);

    @AfterEach
    void close() {
        memory.close();
    }

    private static byte[] bytes(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] at(MemorySegment slot) {
        return slot.toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void holdsWhatItTookAndWipesTheSource() {
        byte[] source = bytes(1217, 1);
        try (Secret secret = memory.take(source)) {
            assertThat(source).containsOnly(0);
            assertThat(secret.length()).isEqualTo(1217);
            assertThat(secret.<byte[]>withBytes(byte[]::clone)).isEqualTo(bytes(1217, 1));
            assertThat(secret.toString()).doesNotContain("1217, ");
        }
    }

    @Test
    void wipesTheCopyWhenTheReaderReturnsOrThrows() {
        try (Secret secret = memory.take(bytes(32, 1))) {
            byte[] kept = secret.withBytes(copy -> copy);
            assertThat(kept).containsOnly(0);
            List<byte[]> leaked = new ArrayList<>();
            assertThatThrownBy(() -> secret.withBytes(copy -> {
                        leaked.add(copy);
                        throw new IllegalArgumentException("reader");
                    }))
                    .hasMessage("reader");
            assertThat(leaked.getFirst()).containsOnly(0);
        }
    }

    @Test
    void wipesTheSlotOnClose() {
        SlabSecret secret = (SlabSecret) memory.take(bytes(32, 1));
        MemorySegment slot = secret.slot();
        assertThat(at(slot)).startsWith(bytes(32, 1));
        secret.close();
        assertThat(at(slot)).containsOnly(0);
        secret.close();
        assertThatThrownBy(() -> secret.withBytes(copy -> copy.length))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("the secret is closed");
    }

    @Test
    void wipesASecretThatIsCollectedWithoutBeingClosed() {
        MemorySegment slot = dropped();
        org.awaitility.Awaitility.await().untilAsserted(() -> {
            System.gc();
            assertThat(at(slot)).containsOnly(0);
        });
    }

    private MemorySegment dropped() {
        return ((SlabSecret) memory.take(bytes(32, 1))).slot();
    }

    @Test
    void isLockedAndLeftOutOfDumpsAndForks() throws IOException {
        SlabSecret secret = (SlabSecret) memory.take(bytes(32, 1));
        assertThat(flags(secret.slot().address())).contains(" lo ", " dd ", " wf ");
        secret.close();
    }

    private static String flags(long address) throws IOException {
        boolean inside = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            if (line.matches("^[0-9a-f]+-[0-9a-f]+ .*")) {
                String[] range = line.substring(0, line.indexOf(' ')).split("-", -1);
                inside = Long.parseUnsignedLong(range[0], 16) <= address
                        && address < Long.parseUnsignedLong(range[1], 16);
            } else if (inside && line.startsWith("VmFlags:")) {
                return line + " ";
            }
        }
        return "";
    }

    @Test
    void takesTheLargestSecretAndRefusesOneByteMore() {
        try (Secret secret = memory.take(bytes(SecretMemory.MAX_SECRET_BYTES, 1))) {
            assertThat(secret.length()).isEqualTo(SecretMemory.MAX_SECRET_BYTES);
        }
        byte[] larger = bytes(SecretMemory.MAX_SECRET_BYTES + 1, 1);
        assertThatThrownBy(() -> memory.take(larger)).isInstanceOf(IllegalArgumentException.class);
        assertThat(larger).containsOnly(0);
    }

    @Test
    void growsBySlabsUpToItsLimitAndThenRefusesWithoutLosingAnything() {
        List<Secret> taken = new ArrayList<>();
        assertThatThrownBy(() -> {
                    while (true) {
                        taken.add(memory.take(bytes(SecretMemory.CHUNK_BYTES, taken.size())));
                    }
                })
                .isInstanceOf(SecretMemoryException.class)
                .hasMessageContaining("limit of " + 2 * SecretMemory.SLAB_BYTES);
        assertThat(taken).hasSize(2 * SecretMemory.SLAB_BYTES / SecretMemory.CHUNK_BYTES);
        assertThat(memory.lockedBytes()).isEqualTo(2L * SecretMemory.SLAB_BYTES);
        taken.getFirst().close();
        try (Secret again = memory.take(bytes(32, 1))) {
            assertThat(again.length()).isEqualTo(32);
        }
        for (int i = 1; i < taken.size(); i++) {
            assertThat(taken.get(i).<byte[]>withBytes(byte[]::clone)).isEqualTo(bytes(SecretMemory.CHUNK_BYTES, i));
        }
    }

    @Test
    void reusesSlotsOfEverySizeWithoutMixingSecrets() {
        Random random = new Random(42);
        List<Secret> secrets = new ArrayList<>();
        List<Integer> seeds = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            if (random.nextInt(3) > 0 && secrets.size() < 100) {
                secrets.add(memory.take(bytes(random.nextInt(5000), i)));
                seeds.add(i);
            } else if (!secrets.isEmpty()) {
                int index = random.nextInt(secrets.size());
                try (Secret secret = secrets.remove(index)) {
                    byte[] expected = bytes(secret.length(), seeds.remove(index));
                    assertThat(secret.<Boolean>withBytes(bytes -> Arrays.equals(bytes, expected)))
                            .isTrue();
                }
            }
        }
        assertThat(memory.lockedBytes()).isEqualTo(SecretMemory.SLAB_BYTES);
    }

    @Test
    void readersThatRaceWithCloseSeeTheWholeSecretOrAreRefused() throws InterruptedException {
        AtomicInteger wrong = new AtomicInteger();
        AtomicInteger seen = new AtomicInteger();
        AtomicInteger refused = new AtomicInteger();
        try (ExecutorService threads = Executors.newFixedThreadPool(4)) {
            for (int round = 0; round < 2000; round++) {
                byte[] value = new byte[64];
                Arrays.fill(value, (byte) (1 + round % 100));
                byte expected = value[0];
                Secret secret = memory.take(value);
                for (int reader = 0; reader < 3; reader++) {
                    threads.execute(() -> {
                        try {
                            if (!secret.<Boolean>withBytes(copy -> allAre(copy, expected))) {
                                wrong.incrementAndGet();
                            }
                            seen.incrementAndGet();
                        } catch (IllegalStateException e) {
                            refused.incrementAndGet();
                        }
                    });
                }
                threads.execute(secret::close);
            }
            threads.shutdown();
            assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
        assertThat(wrong).hasValue(0);
        assertThat(refused.get() + seen.get()).isEqualTo(6000);
    }

    private static boolean allAre(byte[] bytes, byte expected) {
        for (byte b : bytes) {
            if (b != expected) {
                return false;
            }
        }
        return true;
    }

    @Test
    void refusesEverythingOnceClosed() {
        Secret secret = memory.take(bytes(32, 1));
        memory.close();
        assertThatThrownBy(() -> secret.withBytes(copy -> copy.length)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> memory.take(bytes(32, 1))).isInstanceOf(IllegalStateException.class);
        secret.close();
    }

    @Test
    void comparesSecretsByTheirBytes() {
        try (Secret one = memory.take(bytes(32, 1));
                Secret same = memory.take(bytes(32, 1));
                Secret other = memory.take(bytes(32, 2));
                Secret longer = memory.take(bytes(33, 1))) {
            assertThat(Secrets.equal(one, same)).isTrue();
            assertThat(Secrets.equal(one, other)).isFalse();
            assertThat(Secrets.equal(one, longer)).isFalse();
        }
    }
}
