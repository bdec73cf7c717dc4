package io.craton.hsm.crypto;

import java.time.Instant;
import java.util.List;

/**
 * What became of one backend at the start.
 *
 * @param name the name the mechanism catalogue orders backends by
 * @param version the provider and its version; empty where it could not be loaded
 * @param usable whether operations are routed to it
 * @param detail one line: that it passed, or why it is not used
 * @param tested when its tests began
 * @param tests in the order they ran; empty where it could not be loaded
 */
public record BackendStatus(
        String name, String version, boolean usable, String detail, Instant tested, List<SelfTestResult> tests) {
    public BackendStatus {
        tests = List.copyOf(tests);
    }
}
