package io.craton.hsm.actors.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.craton.hsm.actors.shard.NotLeader;
import io.craton.hsm.actors.shard.ToSlot;
import io.craton.hsm.actors.wire.TestMessages.Everything;
import io.craton.hsm.actors.wire.TestMessages.Ping;
import io.craton.hsm.actors.wire.TestMessages.Pong;
import io.craton.hsm.actors.wire.TestMessages.Shape;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ApplicationId;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.RequestId;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.pekko.actor.testkit.typed.javadsl.TestInbox;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class MessageCodecTest {
    private static final int MIB = 1024 * 1024;

    private final MessageCodec codec = new MessageCodec(TestMessages.registry(), new PlainReferences());

    @Test
    void givesBackEveryFormOfComponent() throws MalformedMessageException {
        Everything sent = everything(null);
        Everything read = (Everything) codec.decode(codec.encode(sent));
        assertThat(read).usingRecursiveComparison().ignoringFields("reference").isEqualTo(sent);
        assertThat(read.reference().path().name()).isEqualTo("inbox");
        assertThat(((Everything) codec.decode(codec.encode(everything("here")))).nullable())
                .isEqualTo("here");
    }

    @Test
    void givesBackListsOfAnyKindAsImmutableOnes() throws MalformedMessageException {
        for (List<ObjectHandle> handles : List.of(
                List.<ObjectHandle>of(),
                new ArrayList<>(List.of(new ObjectHandle(2))),
                Collections.unmodifiableList(Arrays.asList(new ObjectHandle(2), new ObjectHandle(4))))) {
            ToSlot sent = new ToSlot(3, withOutcome(Outcome.done(handles)));
            ToSlot read = (ToSlot) codec.decode(codec.encode(sent));
            Outcome<List<ObjectHandle>> outcome = ((Everything) read.message()).outcome();
            assertThat(outcome).isEqualTo(Outcome.done(handles));
            assertThatThrownBy(() -> outcome.map(list -> list.add(new ObjectHandle(6))))
                    .isInstanceOf(UnsupportedOperationException.class);
        }
    }

    @Test
    void givesBackRefusals() throws MalformedMessageException {
        Everything read = (Everything) codec.decode(codec.encode(withOutcome(Outcome.refused(Fault.PIN_LOCKED))));
        assertThat(read.outcome()).isEqualTo(Outcome.refused(Fault.PIN_LOCKED));
    }

    @Test
    void goesOnAfterAMessageThatCouldNotBeSent() throws MalformedMessageException {
        Pong tooLarge = new Pong("n1", "x".repeat(WireLimits.MAX_MESSAGE_BYTES));
        assertThatThrownBy(() -> codec.encode(tooLarge))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Pong")
                .hasMessageNotContaining("xxx");
        Pong fits = new Pong("n1", "x".repeat(WireLimits.MAX_MESSAGE_BYTES - 100));
        assertThat(codec.decode(codec.encode(fits))).isEqualTo(fits);
    }

    @Test
    void refusesToSendWhatIsNotRegistered() {
        record Stranger() implements ClusterMessage {}
        assertThatThrownBy(() -> codec.encode(new Stranger())).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> codec.encode(new ToSlot(1, new Stranger())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesOtherVersionsAndTrailingBytes() {
        byte[] good = codec.encode(new NotLeader(1, Optional.of("n2")));
        byte[] otherVersion = good.clone();
        otherVersion[0] = MessageCodec.VERSION + 1;
        assertThatThrownBy(() -> codec.decode(otherVersion))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("version 2");
        assertThatThrownBy(() -> codec.decode(Arrays.copyOf(good, good.length + 1)))
                .isInstanceOf(MalformedMessageException.class);
        for (int length = 0; length < good.length; length++) {
            byte[] cut = Arrays.copyOf(good, length);
            assertThatThrownBy(() -> codec.decode(cut)).isInstanceOf(MalformedMessageException.class);
        }
    }

    @Test
    void refusesValuesThatAreNoMessages() {
        // A string, by its registered number: well formed, and nothing an actor may be sent.
        byte[] text = {MessageCodec.VERSION, 16 + 2, 2, 'h', 'i'};
        assertThatThrownBy(() -> codec.decode(text)).isInstanceOf(MalformedMessageException.class);
    }

    @Test
    void refusesClassesByNameBeforeTheyAreLooked() {
        byte[] named = new byte[64];
        named[0] = MessageCodec.VERSION;
        named[1] = 1;
        byte[] name = "java.lang.Runtim\u00e5".getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
        System.arraycopy(name, 0, named, 3, name.length);
        assertThatThrownBy(() -> codec.decode(named))
                .isInstanceOf(MalformedMessageException.class)
                .hasMessageContaining("no class has number 1");
    }

    @Test
    void refusesLengthsThatPromiseMoreThanThereIs() {
        // ToSlot(int, Pong(String...)) with a text of two billion bytes.
        byte[] hostile = {
            MessageCodec.VERSION, (byte) (0x80 | ((9001 + 2) & 0x7f)), (byte) ((9001 + 2) >> 7), -1, -1, -1, -1, 7
        };
        long allocated = allocatedBy(
                () -> assertThatThrownBy(() -> codec.decode(hostile)).isInstanceOf(MalformedMessageException.class));
        assertThat(allocated).isLessThan(MIB);
    }

    @Test
    void refusesNestingWithoutEnd() {
        Shape shape = new Shape.Dot(1);
        for (int i = 0; i < 100; i++) {
            shape = new Shape.Line(List.of(shape));
        }
        Everything deep = everything(shape, null, Outcome.refused(Fault.DATA_INVALID));
        assertThatThrownBy(() -> codec.encode(deep)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void givesNothingButACheckedExceptionForRandomBytesWithinAMebibyte() {
        long seed = 20_261_121L;
        Random random = new Random(seed);
        byte[] good = codec.encode(everything("x"));
        warmUp(good);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = round % 2 == 0 ? noise(random) : mutated(good, random);
            long allocated = allocatedBy(() -> {
                try {
                    codec.decode(bytes);
                } catch (MalformedMessageException e) {
                    assertThat(e.getMessage()).doesNotContain("\n");
                }
            });
            assertThat(allocated).as("seed %d round %d", seed, round).isLessThan(MIB);
        }
    }

    private void warmUp(byte[] good) {
        IntStream.range(0, 100).forEach(i -> {
            try {
                codec.decode(good);
            } catch (MalformedMessageException e) {
                throw new AssertionError(e);
            }
        });
    }

    private static byte[] noise(Random random) {
        byte[] bytes = new byte[random.nextInt(2000)];
        random.nextBytes(bytes);
        if (bytes.length > 2 && random.nextInt(4) != 0) {
            bytes[0] = MessageCodec.VERSION;
            bytes[1] = (byte) (100 + 2 + random.nextInt(2));
        }
        return bytes;
    }

    private static byte[] mutated(byte[] good, Random random) {
        byte[] bytes = good.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        return bytes;
    }

    private static long allocatedBy(Runnable action) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        action.run();
        return threads.getCurrentThreadAllocatedBytes() - before;
    }

    private static Everything withOutcome(Outcome<List<ObjectHandle>> outcome) {
        return everything(new Shape.Dot(1), null, outcome);
    }

    private static Everything everything(@Nullable String nullable) {
        return everything(
                new Shape.Line(List.of(new Shape.Dot(-1), new Shape.Line(List.of()))),
                nullable,
                Outcome.done(List.of(new ObjectHandle(2), new ObjectHandle(-1))));
    }

    private static Everything everything(Shape shape, @Nullable String nullable, Outcome<List<ObjectHandle>> outcome) {
        return new Everything(
                -7,
                Long.MIN_VALUE,
                true,
                (byte) -3,
                "Grüße \uD83D\uDD11",
                new byte[] {1, 2, 3},
                Octets.ofHex("00ff"),
                Attributes.builder()
                        .put(AttributeType.LABEL, Octets.ofHex("6b6579"))
                        .build(),
                new RequestId(new ApplicationId(Octets.copyOf(new byte[16])), 42),
                List.of(new ObjectHandle(2)),
                Optional.of("maybe"),
                nullable,
                outcome,
                shape,
                TestInbox.<Pong>create("inbox").getRef());
    }

    @Test
    void carriesAPingWithItsReferenceBackToTheSender() throws MalformedMessageException {
        Ping ping = (Ping) codec.decode(
                codec.encode(new Ping("hello", TestInbox.<Pong>create("here").getRef())));
        assertThat(ping.text()).isEqualTo("hello");
        assertThat(ping.replyTo().path().name()).isEqualTo("here");
    }
}
