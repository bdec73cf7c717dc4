package io.craton.hsm.crypto;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Modules for tests: one on every backend, one on each alone. They share the process's secret memory and are never closed. */
final class Modules {
    static final CryptoSettings SETTINGS =
            new CryptoSettings(Optional.of(Path.of(System.getProperty("craton.backends", "target/backends"))));

    private static final CryptoModule ALL = CryptoModule.open(SETTINGS);
    private static final CryptoModule JDK = only(BackendLoading.Known.JDK);
    private static final CryptoModule AWSLC = only(BackendLoading.Known.AWSLC);

    private Modules() {}

    static CryptoModule all() {
        return ALL;
    }

    static CryptoModule jdk() {
        return JDK;
    }

    static CryptoModule awslc() {
        return AWSLC;
    }

    static Stream<CryptoModule> each() {
        return Stream.of(JDK, AWSLC);
    }

    private static CryptoModule only(BackendLoading.Known backend) {
        return CryptoStart.open(SETTINGS, CryptoStart.Choices.only(backend));
    }

    static <T> T done(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Done<T>(T value) -> value;
            case Outcome.Refused<T>(Fault fault) -> throw new AssertionError("refused: " + fault);
        };
    }
}
