package io.craton.hsm.ops.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.auth.desk.SourceAddress;
import org.junit.jupiter.api.Test;

class DeviceSignInsTest {
    private final DeviceSignIns begun = new DeviceSignIns();

    private static SourceAddress address(int host) {
        return new SourceAddress("192.0.2." + host);
    }

    @Test
    void oneAddressHasRoomForEight() {
        for (int i = 0; i < DeviceSignIns.MAX_OF_ONE; i++) {
            assertThat(begun.take(address(1), 0)).isTrue();
        }
        assertThat(begun.take(address(1), 0)).isFalse();
        begun.end(address(2));
        assertThat(begun.take(address(1), 0)).isFalse();
        begun.end(address(1));
        assertThat(begun.take(address(1), 0)).isTrue();
    }

    @Test
    void thereIsRoomForSixtyFourUntilTheyAreOver() {
        for (int i = 0; i < DeviceSignIns.MAX; i++) {
            assertThat(begun.take(address(i), 0)).isTrue();
        }
        assertThat(begun.take(address(200), DeviceSignIns.LONGEST.toNanos() - 1))
                .isFalse();
        assertThat(begun.take(address(200), DeviceSignIns.LONGEST.toNanos())).isTrue();
    }
}
