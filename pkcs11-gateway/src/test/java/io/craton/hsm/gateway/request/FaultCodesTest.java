package io.craton.hsm.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.gateway.wire.Ckr;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FaultCodesTest {
    @Test
    void everyFaultHasTheCodeThatTheGoldenFileShows() throws IOException {
        String table = Arrays.stream(Fault.values())
                .map(fault -> fault + " " + Ckr.name(FaultCodes.codeOf(fault)) + " 0x"
                        + Long.toHexString(FaultCodes.codeOf(fault)) + "\n")
                .collect(Collectors.joining());

        assertThat(table).isEqualTo(golden());
    }

    private static String golden() throws IOException {
        try (var in = Objects.requireNonNull(FaultCodesTest.class.getResourceAsStream("fault-codes.txt"))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
