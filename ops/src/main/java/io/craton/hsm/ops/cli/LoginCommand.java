package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.ops.ExitCode;
import io.craton.hsm.ops.cli.KeptSignIn.Kept;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Signs in with a name and a password, at an OpenID provider or with a certificate, and keeps the settings. */
@Command(
        name = "login",
        description = {
            "Sign in, and keep what the commands to come need. There are three ways:",
            "  --name NAME  with a password, and a one-time code where the roles need one;",
            "  --device     at an OpenID provider: open the address shown in a browser anywhere, enter the code, and come back;",
            "  neither      with the client certificate of --certificate and --private-key, and a code where it needs one.",
            "Endpoint, CA and certificate are given as options or by the environment."
        })
final class LoginCommand extends AdminCommand {
    private static final String BY_CODE = "code-needed";

    @Option(names = "--name", paramLabel = "NAME", description = "Who signs in with a password.")
    private @Nullable String name;

    @Option(names = "--device", description = "Sign in at an OpenID provider, in a browser on any device.")
    private boolean device;

    @Option(
            names = "--provider",
            paramLabel = "NAME",
            description = "Who vouches for the operator; default the first of its kind that the cluster has.")
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
        if (device && name != null) {
            throw new CliException(ExitCode.USAGE, "give --name or --device, not both");
        }
        if (!device && name == null && settings.key().isEmpty()) {
            throw new CliException(ExitCode.USAGE, "give --name, --device, or --certificate and --private-key");
        }
        return device || name != null ? withoutCertificate(settings) : withCertificate(settings);
    }

    private int withCertificate(ConnectionSettings settings) throws CliException, IOException {
        AdminClient client = new AdminClient(settings, Optional.empty());
        try {
            JsonNode cluster = client.get("/api/v1/cluster");
            if (options().keptSignIn().read().filter(Kept::withCertificate).isPresent()) {
                options().keptSignIn().forget();
            }
            settings.save(options().configFile());
            return done(
                    cluster,
                    "Signed in to " + cluster.path("name").asText() + "; kept in "
                            + options().configFile() + ".");
        } catch (CliException e) {
            if (!e.isAbout(BY_CODE)) {
                throw e;
            }
        }
        try (RequestBody nothing = new RequestBody()) {
            return signedIn(settings, finished(client, client.post("/api/v1/sign-in/certificate", nothing)));
        }
    }

    private int withoutCertificate(ConnectionSettings settings) throws CliException, IOException {
        ConnectionSettings anonymous =
                new ConnectionSettings(settings.endpoints(), settings.authorities(), Optional.empty());
        AdminClient client = new AdminClient(anonymous, Optional.empty());
        JsonNode begun = name == null
                ? new DeviceLogin(client, this).signIn(vouching(client, "openId"))
                : firstFactor(client, name);
        int exitCode = signedIn(anonymous, finished(client, begun));
        if (settings.key().isPresent()) {
            note(
                    "A certificate is set as well (option, environment or file before this), and goes before the sign-in.");
        }
        return exitCode;
    }

    /** Keeps the sign-in, and the settings it was made with. */
    private int signedIn(ConnectionSettings settings, JsonNode signIn) throws IOException {
        options()
                .keptSignIn()
                .write(new Kept(signIn.path("token").asText(), settings.key().isPresent()));
        settings.save(options().configFile());
        JsonNode operator = signIn.path("operator");
        return done(
                operator,
                "Signed in as " + operator.path("provider").asText() + ":"
                        + operator.path("name").asText() + "; kept in "
                        + options().keptSignIn().file() + ".");
    }

    /** @param kind of providers, as the API lists them */
    private String vouching(AdminClient client, String kind) throws CliException {
        if (provider != null) {
            return provider;
        }
        String first = client.get("/api/v1/providers").path(kind).path(0).asText();
        if (first.isEmpty()) {
            throw new CliException(ExitCode.FAILED, "the cluster has no provider for this way of signing in");
        }
        return first;
    }

    private JsonNode firstFactor(AdminClient client, String who) throws CliException {
        String vouching = vouching(client, "providers");
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
