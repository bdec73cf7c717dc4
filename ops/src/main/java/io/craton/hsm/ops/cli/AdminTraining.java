package io.craton.hsm.ops.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/** Runs the commands of standard input, one a line, in one process: from what it loads the start-up cache is made. */
final class AdminTraining {
    private AdminTraining() {}

    public static void main(String[] arguments) throws IOException {
        BufferedReader lines = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            System.out.println(line + ": " + AdminCli.execute(line.strip().split(" +")));
        }
    }
}
