package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.ops.ExitCode;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signs in with a name and a password, or tries a certificate, and keeps the settings. */
@Command(
        name = "login",
        description = {
            "Sign in with a name and a password (--name), or try a client certificate, and keep what the commands to come need.",
            "Endpoint, CA and certificate are given as --endpoint, --ca, --certificate and --private-key, or by the environment."
        })
final class LoginCommand extends AdminCommand {
    @Option(names = "--name", paramLabel = "NAME", description = "Who signs in; without it a certificate is tried.")
    private @Nullable String name;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "Who vouches for the name; default the first that the cluster has.")
    private @Nullable String provider;

    @Option(
            names = "--password-file",
            paramLabel = "FILE",
            description = "The password: a file, -, or fd:N; else asked.")
    private @Nullable String passwordFile;

    @Option(names = "--code-file", paramLabel = "FILE", description = "The one-time code, likewise.")
    private @Nullable String codeFile;

    @Override
    public Integer call() throws CliException, IOException {
        ConnectionSettings settings = options().connection();
        if (name == null && settings.key().isEmpty()) {
            throw new CliException(ExitCode.USAGE, "give --name, or --certificate and --private-key");
        }
        return name == null ? withCertificate(settings) : withPassword(settings, name);
    }

    private int withCertificate(ConnectionSettings settings) throws CliException, IOException {
        JsonNode cluster = new AdminClient(settings, Optional.empty()).get("/api/v1/cluster");
        settings.save(options().configFile());
        return done(
                cluster,
                "Signed in to " + cluster.path("name").asText() + "; kept in "
                        + options().configFile() + ".");
    }

    private int withPassword(ConnectionSettings settings, String who) throws CliException, IOException {
        ConnectionSettings anonymous =
                new ConnectionSettings(settings.endpoints(), settings.authorities(), Optional.empty());
        AdminClient client = new AdminClient(anonymous, Optional.empty());
        JsonNode signIn = finished(client, firstFactor(client, who));
        options().keptSignIn().write(signIn.path("token").asText());
        anonymous.save(options().configFile());
        if (settings.key().isPresent()) {
            note(
                    "A certificate is set as well (option, environment or file before this), and goes before the sign-in.");
        }
        JsonNode operator = signIn.path("operator");
        return done(
                operator,
                "Signed in as " + operator.path("provider").asText() + ":"
                        + operator.path("name").asText() + "; kept in "
                        + options().keptSignIn().file() + ".");
    }

    private JsonNode firstFactor(AdminClient client, String who) throws CliException {
        String vouching = provider == null
                ? client.get("/api/v1/providers").path("providers").path(0).asText()
                : provider;
        char[] password = SecretSource.read(passwordFile, "Password");
        try (RequestBody body = new RequestBody()) {
            body.put("provider", vouching).put("name", who).secret("password", password);
            return client.post("/api/v1/sign-in", body);
        } finally {
            Arrays.fill(password, '\0');
        }
    }

    /** Goes on with a one-time code where one is asked for. */
    private JsonNode finished(AdminClient client, JsonNode begun) throws CliException {
        String state = begun.path("state").asText();
        if (state.equals("signed-in")) {
            return begun;
        }
        String pending = begun.path("pending").asText();
        if (state.equals("enrolment-needed")) {
            try (RequestBody body = new RequestBody().put("pending", pending)) {
                note("Add this to your authenticator app, then enter its first code: "
                        + client.post("/api/v1/sign-in/enrolment", body)
                                .path("uri")
                                .asText());
            }
        }
        char[] code = SecretSource.read(codeFile, "One-time code");
        try (RequestBody body = new RequestBody()) {
            return client.post(
                    "/api/v1/sign-in/code", body.put("pending", pending).secret("code", code));
        } finally {
            Arrays.fill(code, '\0');
        }
    }
}
