package io.craton.hsm.ops.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs programs as a user would, with one CRATON_HOME. Nothing is built: the program is what Maven has just packaged. */
final class Commands {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    /** A machine that is busy with other things may take long for three nodes. */
    private static final Duration DEADLINE = Duration.ofMinutes(4);

    private final Path home;
    private final Map<String, String> environment = new HashMap<>();

    /** What a program said and how it ended. */
    record Result(int exitCode, String out, String err) {
        Result succeeds() {
            assertThat(exitCode).as("%s%n%s", out, err).isZero();
            return this;
        }

        Result fails(int code) {
            assertThat(exitCode).as("%s%n%s", out, err).isEqualTo(code);
            return this;
        }
    }

    Commands(Path home) {
        this.home = home;
        environment.put("CRATON_HOME", home.toString());
        environment.put("CRATON_NO_BUILD", "1");
        environment.put("CRATON_HSM_CONFIG", home.resolve("client.conf").toString());
        environment.put("PKCS11_MODULE_PATH", module().toString());
        environment.put("LC_ALL", "C.UTF-8");
    }

    Path home() {
        return home;
    }

    static Path module() {
        return REPOSITORY.resolve("pkcs11-gateway/target/native/libcraton_hsm.so");
    }

    Result craton(String... arguments) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of(REPOSITORY.resolve("bin/craton").toString()));
        command.addAll(List.of(arguments));
        return run(command);
    }

    /** {@code pkcs11-tool} logged in to the demo token as its user. */
    Result pkcs11Tool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                "pkcs11-tool",
                "--module",
                module().toString(),
                "--token-label",
                "craton-demo",
                "--login",
                "--pin",
                Files.readString(home.resolve("user.pin"))));
        command.addAll(List.of(arguments));
        return run(command);
    }

    Result run(List<String> command) throws IOException, InterruptedException {
        Path out = Files.createTempFile("craton-out", ".txt");
        Path err = Files.createTempFile("craton-err", ".txt");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .redirectInput(Path.of("/dev/null").toFile())
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError(command + " did not end within " + DEADLINE + ": " + text(out) + text(err));
            }
            return new Result(process.exitValue(), text(out), text(err));
        } finally {
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Programs may print what is no text. */
    private static String text(Path file) throws IOException {
        return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    }
}
