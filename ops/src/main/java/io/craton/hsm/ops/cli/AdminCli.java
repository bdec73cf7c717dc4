package io.craton.hsm.ops.cli;

import io.craton.hsm.ops.ExitCode;
import io.craton.hsm.ops.ProgramVersion;
import io.craton.hsm.ops.cli.ConnectionSettings.Key;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.AutoComplete.GenerateCompletion;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The operators' program. */
@Command(
        name = "craton-admin",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        scope = ScopeType.INHERIT,
        description = "Administers a Craton HSM cluster through its administration API.",
        footerHeading = "%n",
        footer = {
            "Exit codes: 0 done; 1 failed; 2 wrong usage; 3 denied; 4 no quorum or no node answers; 5 waits for approval."
        })
public final class AdminCli {
    @Option(
            names = "--endpoint",
            scope = ScopeType.INHERIT,
            paramLabel = "URL[,URL]",
            description = "Where nodes answer operators: https://HOST:PORT, in order of preference.")
    private @Nullable String endpoint;

    @Option(names = "--ca", scope = ScopeType.INHERIT, paramLabel = "FILE", description = "PEM: who vouches for nodes.")
    private @Nullable String ca;

    @Option(
            names = "--certificate",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "PEM: the operator's certificate.")
    private @Nullable String certificate;

    @Option(
            names = "--private-key",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "PEM: its key, PKCS#8.")
    private @Nullable String privateKey;

    @Option(
            names = "--config",
            scope = ScopeType.INHERIT,
            paramLabel = "FILE",
            description = "Where the above are kept; default ~/.config/craton/admin.conf.")
    private @Nullable Path config;

    @Option(
            names = {"-o", "--output"},
            scope = ScopeType.INHERIT,
            paramLabel = "FORMAT",
            description = "One of ${COMPLETION-CANDIDATES}; default table.")
    private OutputFormat output = OutputFormat.table;

    private static final String COMPLETION = "completion";

    /** By name, in the order of the help. */
    private static final Map<String, Class<?>> COMMANDS = commands();

    private static final Set<String> ABOUT_ALL = Set.of("-h", "--help", "-V", "--version", COMPLETION);

    private AdminCli() {}

    private static Map<String, Class<?>> commands() {
        Map<String, Class<?>> commands = new LinkedHashMap<>();
        commands.put("login", LoginCommand.class);
        commands.put("logout", LogoutCommand.class);
        commands.put("status", OverviewCommand.class);
        commands.put("cluster", ClusterCommands.class);
        commands.put("token", TokenCommands.class);
        commands.put("object", ObjectCommands.class);
        commands.put("session", SessionCommands.class);
        commands.put("pin", PinCommands.class);
        commands.put("operator", OperatorCommands.class);
        commands.put("mechanism", MechanismCommands.class);
        commands.put("fips", FipsCommands.class);
        commands.put("config", ConfigCommands.class);
        return commands;
    }

    public static void main(String[] arguments) {
        System.exit(execute(arguments));
    }

    static int execute(String... arguments) {
        return commandLine(List.of(arguments)).execute(arguments);
    }

    /** The whole program as picocli knows it, for whoever wants to read a command without running it. */
    public static CommandLine commandLine() {
        return commandLine(List.of());
    }

    /**
     * The commands that {@code arguments} may mean: making all of them takes longer than most commands. A word that names one may be an
     * option's value; where none is named, or all are asked about, all are there.
     */
    static CommandLine commandLine(List<String> arguments) {
        CommandLine line = new CommandLine(new AdminCli());
        boolean all = arguments.stream().anyMatch(ABOUT_ALL::contains)
                || COMMANDS.keySet().stream().noneMatch(arguments::contains);
        COMMANDS.forEach((name, type) -> {
            if (all || arguments.contains(name)) {
                line.addSubcommand(type);
            }
        });
        if (all) {
            line.addSubcommand(COMPLETION, new GenerateCompletion());
        }
        return line.setCaseInsensitiveEnumValuesAllowed(true).setExecutionExceptionHandler((failure, command, _) -> {
            command.getErr().println("craton-admin: " + messageOf(failure));
            command.getErr().flush();
            return failure instanceof CliException refused ? refused.exitCode() : ExitCode.FAILED;
        });
    }

    /** Of anything but a refusal of ours the kind matters too. */
    private static String messageOf(Exception failure) {
        return PlainText.of(String.valueOf(failure instanceof CliException ? failure.getMessage() : failure));
    }

    OutputFormat output() {
        return output;
    }

    Path configFile() {
        return config == null ? ConnectionSettings.defaultFile(System.getenv()) : config;
    }

    /** The sign-in is kept beside the settings. */
    KeptSignIn keptSignIn() {
        return new KeptSignIn(configFile().toAbsolutePath().resolveSibling("admin.token"));
    }

    ConnectionSettings connection() throws CliException {
        Map<Key, String> options = new EnumMap<>(Key.class);
        put(options, Key.ENDPOINT, endpoint);
        put(options, Key.CA, ca);
        put(options, Key.CERTIFICATE, certificate);
        put(options, Key.PRIVATE_KEY, privateKey);
        return ConnectionSettings.resolve(options, System.getenv(), configFile());
    }

    private static void put(Map<Key, String> options, Key key, @Nullable String value) {
        if (value != null) {
            options.put(key, value);
        }
    }
}
