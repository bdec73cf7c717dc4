package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.ops.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What all commands have: the connection of the options, and one way to print. */
abstract class AdminCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init")
    private CommandSpec spec;

    final AdminCli options() {
        return (AdminCli) spec.root().userObject();
    }

    final AdminClient client() throws CliException {
        ConnectionSettings settings = options().connection();
        // A certificate that is given counts, with a sign-in that began with one; else any other sign-in is what is
        // left.
        Optional<String> token = options()
                .keptSignIn()
                .read()
                .filter(kept -> kept.withCertificate() == settings.key().isPresent())
                .map(KeptSignIn.Kept::token);
        if (settings.key().isEmpty() && token.isEmpty()) {
            throw new CliException(
                    ExitCode.DENIED,
                    "nobody is signed in: run craton-admin login with --name NAME or --device, or give --certificate and"
                            + " --private-key");
        }
        return new AdminClient(settings, token);
    }

    /** Prints the API's document, or for people {@code table}. */
    final void print(JsonNode document, Supplier<String> table) {
        PrintWriter out = spec.commandLine().getOut();
        out.print(
                switch (options().output()) {
                    case table -> table.get();
                    case json -> document.toPrettyString() + System.lineSeparator();
                    case yaml -> YamlText.of(document);
                });
        out.flush();
    }

    /** Says that a change was made. */
    final int done(JsonNode document, String sentence) {
        print(document, () -> PlainText.of(sentence) + System.lineSeparator());
        return ExitCode.OK;
    }

    /** For people who watch: nothing unless standard error is a terminal. */
    final void progress(String sentence) {
        if (isTerminal()) {
            note(sentence);
        }
    }

    final void note(String sentence) {
        PrintWriter err = spec.commandLine().getErr();
        err.println(PlainText.of(sentence));
        err.flush();
    }

    private static boolean isTerminal() {
        try {
            String target = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    /** One part of a path or query. */
    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
