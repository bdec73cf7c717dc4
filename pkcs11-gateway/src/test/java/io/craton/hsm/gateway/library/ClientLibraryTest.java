package io.craton.hsm.gateway.library;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * The client library against a fake gateway in processes of its own: once as it ships, once under the address and undefined-behaviour
 * sanitizers. The build has made the programs in {@code target/native}.
 */
final class ClientLibraryTest {
    private static final Path NATIVE = Path.of("target", "native").toAbsolutePath();
    private static final Path TESTS = NATIVE.resolve("test");
    private static final Path LIBRARY = NATIVE.resolve("libcraton_hsm.so");
    private static final Path SANITIZED = TESTS.resolve("libcraton_hsm_sanitized.so");

    /** A program's limit: its own is 60 s. */
    private static final long LIMIT_SECONDS = 90;

    private record Outcome(int code, String output) {}

    @TestFactory
    Stream<DynamicTest> asItShips() throws Exception {
        return named(LIBRARY);
    }

    @TestFactory
    Stream<DynamicTest> underTheSanitizers() throws Exception {
        return named(SANITIZED);
    }

    @Test
    void codecReadsNothingBeyondAFrame() throws Exception {
        assertPassed(List.of(TESTS.resolve("codec_test").toString()));
    }

    @Test
    void exportsOnlyFunctionsOfTheStandard() throws Exception {
        Outcome symbols = run(List.of("nm", "-D", "--defined-only", LIBRARY.toString()));
        assertThat(symbols.output().lines().map(line -> line.substring(line.lastIndexOf(' ') + 1)))
                .hasSize(92)
                .allMatch(name -> name.startsWith("C_"));
    }

    @Test
    void needsNothingButTheCLibrary() throws Exception {
        Outcome sections = run(List.of("readelf", "-d", LIBRARY.toString()));
        assertThat(sections.output().lines().filter(line -> line.contains("(NEEDED)")))
                .singleElement()
                .asString()
                .contains("[libc.so.6]");
        assertThat(sections.output()).contains("NODELETE").contains("BIND_NOW");
    }

    private static Stream<DynamicTest> named(Path library) throws Exception {
        Outcome names = run(List.of(TESTS.resolve("library_test").toString(), "--list"));
        return names.output()
                .lines()
                .map(name -> dynamicTest(
                        name,
                        () -> assertPassed(List.of(
                                TESTS.resolve("library_test").toString(),
                                library.toString(),
                                TESTS.resolve("fake_gateway").toString(),
                                name))));
    }

    private static void assertPassed(List<String> command) throws Exception {
        Outcome outcome = run(command);
        assertThat(outcome.code()).describedAs(outcome.output()).isZero();
    }

    /** The output goes through a file, so that a child left behind cannot hold a pipe open. */
    private static Outcome run(List<String> command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("craton-native", ".out");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
            process.destroyForcibly();
            assertThat(ended).describedAs("%s ended in time", command).isTrue();
            return new Outcome(process.exitValue(), Files.readString(output, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(output);
        }
    }
}
