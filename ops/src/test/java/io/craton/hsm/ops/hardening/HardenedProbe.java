package io.craton.hsm.ops.hardening;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** A process that hardens itself and then prints what the kernel says of it. */
final class HardenedProbe {
    private HardenedProbe() {}

    public static void main(String[] arguments) throws HardeningException, IOException {
        System.out.println("dumpable before: " + ProcessHardening.isDumpable());
        ProcessHardening.apply();
        System.out.println("dumpable after: " + ProcessHardening.isDumpable());
        try (Stream<String> limits = Files.lines(Path.of("/proc/self/limits"))) {
            limits.filter(line -> line.startsWith("Max core file size"))
                    .map(line -> line.replaceAll(" +", " "))
                    .forEach(System.out::println);
        }
    }
}
