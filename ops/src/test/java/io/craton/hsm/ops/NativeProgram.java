package io.craton.hsm.ops;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The programs in {@code ops/src/test/native}. */
public final class NativeProgram {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    private NativeProgram() {}

    /** Compiles {@code NAME.c} into {@code directory} and answers where it is. */
    public static Path compile(String name, Path directory, String... flags) {
        Path program = directory.resolve(name);
        List<String> command = new ArrayList<>(List.of("gcc", "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror"));
        command.addAll(List.of(flags));
        command.addAll(List.of(
                "-I" + REPOSITORY.resolve("pkcs11-gateway/target/generated-native"),
                "-o",
                program.toString(),
                REPOSITORY.resolve("ops/src/test/native/" + name + ".c").toString(),
                "-ldl",
                "-lpthread"));
        Shell.run(command.toArray(String[]::new));
        return program;
    }
}
