package io.craton.hsm.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.craton.hsm.gateway.wire.MalformedFrameException;
import io.craton.hsm.gateway.wire.RequestHeader;
import io.craton.hsm.gateway.wire.Wire;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class FrameReaderTest {
    private static FrameReader reader(byte[] stream) {
        return new FrameReader(
                Channels.newChannel(new ByteArrayInputStream(stream)),
                new Progress(),
                Wire.MAX_FRAME_BYTES,
                Arena.ofAuto());
    }

    private static byte[] frames(byte[]... bodies) {
        int total = Arrays.stream(bodies).mapToInt(body -> body.length + 4).sum();
        ByteBuffer stream = ByteBuffer.allocate(total).order(ByteOrder.LITTLE_ENDIAN);
        for (byte[] body : bodies) {
            stream.putInt(body.length).put(body);
        }
        return stream.array();
    }

    private static byte[] random(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    @Test
    void readsFramesOfEverySizeInTurn() throws IOException {
        byte[][] bodies = {
            random(RequestHeader.BYTES, 1),
            random(40_000, 2),
            random(Wire.MAX_FRAME_BYTES, 3),
            random(100, 4),
            random(32 * 1024 - 4, 5),
            random(32 * 1024, 6)
        };
        FrameReader reader = reader(frames(bodies));

        for (byte[] body : bodies) {
            assertThat(reader.next()).isEqualTo(FrameReader.Arrival.FRAME);
            assertThat(Arrays.copyOf(reader.frame(), reader.length())).isEqualTo(body);
            reader.done();
        }
        assertThat(reader.next()).isEqualTo(FrameReader.Arrival.END);
    }

    @Test
    void wipesAFrameThatIsDone() throws IOException {
        FrameReader reader = reader(frames(random(100, 1)));
        assertThat(reader.next()).isEqualTo(FrameReader.Arrival.FRAME);
        byte[] frame = reader.frame();

        reader.done();

        assertThat(frame).containsOnly(0);
    }

    @Test
    void wipesWhateverItHoldsHoweverTheStreamEnded() throws IOException {
        byte[] whole = frames(random(100, 1), random(100, 2));
        for (int cut : new int[] {0, 2, 50, 104, 106, 208}) {
            FrameReader reader = reader(Arrays.copyOf(whole, cut));
            FrameReader.Arrival first = reader.next();

            reader.wipe();

            assertThat(reader.frame()).as("%s after %d bytes", first, cut).containsOnly(0);
            assertThat(reader.length()).isZero();
            assertThat(reader.next()).isEqualTo(FrameReader.Arrival.END);
        }
    }

    @Test
    void tellsAStreamThatEndsInsideAFrameFromOneThatEndsBetween() throws IOException {
        byte[] whole = frames(random(100, 1));
        for (int cut : new int[] {1, 3, 4, 5, 103}) {
            assertThat(reader(Arrays.copyOf(whole, cut)).next()).isEqualTo(FrameReader.Arrival.TRUNCATED);
        }
        assertThat(reader(new byte[0]).next()).isEqualTo(FrameReader.Arrival.END);
    }

    @Test
    void refusesALengthThatNoFrameCanHave() {
        for (int length : new int[] {0, RequestHeader.BYTES - 1, Wire.MAX_FRAME_BYTES + 1, -1, Integer.MIN_VALUE}) {
            byte[] stream = ByteBuffer.allocate(64)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(length)
                    .array();
            assertThatThrownBy(() -> reader(stream).next()).isInstanceOf(MalformedFrameException.class);
        }
    }

    @Test
    void aLongFrameThatIsOnlyAnnouncedCostsNoMemory() throws IOException {
        byte[] stream = ByteBuffer.allocate(64)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(Wire.MAX_FRAME_BYTES)
                .array();
        FrameReader reader = reader(stream);

        assertThat(reader.next()).isEqualTo(FrameReader.Arrival.TRUNCATED);
        assertThat(reader.frame().length).isLessThan(8 * 1024);
    }
}
