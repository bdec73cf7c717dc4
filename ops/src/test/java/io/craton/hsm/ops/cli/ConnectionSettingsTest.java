package io.craton.hsm.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.craton.hsm.ops.ExitCode;
import io.craton.hsm.ops.cli.ConnectionSettings.ClientKey;
import io.craton.hsm.ops.cli.ConnectionSettings.Key;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConnectionSettingsTest {
    @TempDir
    Path directory;

    private Path file(String... lines) throws Exception {
        return Files.write(directory.resolve("admin.conf"), List.of(lines));
    }

    @Test
    void anOptionGoesBeforeTheEnvironmentAndThatBeforeTheFile() throws Exception {
        Path file = file("endpoint = https://file:1", "ca = f.pem", "certificate = f.crt", "private-key = f.key");

        ConnectionSettings settings = ConnectionSettings.resolve(
                Map.of(Key.CA, "option.pem"),
                Map.of("CRATON_ADMIN_CA", "variable.pem", "CRATON_ADMIN_CERTIFICATE", "variable.crt"),
                file);

        assertThat(settings)
                .isEqualTo(new ConnectionSettings(
                        List.of("https://file:1"),
                        Path.of("option.pem"),
                        Optional.of(new ClientKey(Path.of("variable.crt"), Path.of("f.key")))));
    }

    @Test
    void whatIsSavedIsReadAgainAndIsForTheOwnerAlone() throws Exception {
        ConnectionSettings settings = new ConnectionSettings(
                List.of("https://a:1", "https://b:2"),
                Path.of("/c.pem"),
                Optional.of(new ClientKey(Path.of("/o.pem"), Path.of("/o.key"))));
        Path file = directory.resolve("new/admin.conf");

        settings.save(file);

        assertThat(ConnectionSettings.resolve(Map.of(), Map.of(), file)).isEqualTo(settings);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void needsNoCertificateButBothItsFilesOrNeither() throws Exception {
        Path file = file("endpoint = https://a:1", "ca = c.pem");

        assertThat(ConnectionSettings.resolve(Map.of(), Map.of(), file).key()).isEmpty();
        CliException refused = catchThrowableOfType(
                CliException.class, () -> ConnectionSettings.resolve(Map.of(Key.CERTIFICATE, "o.pem"), Map.of(), file));
        assertThat(refused).hasMessageContaining("--private-key is missing");
    }

    @Test
    void keepsASignInForTheOwnerAlone() throws Exception {
        KeptSignIn kept = new KeptSignIn(directory.resolve("new/admin.token"));
        assertThat(kept.read()).isEmpty();

        kept.write(new KeptSignIn.Kept("abc", true));
        assertThat(kept.read()).contains(new KeptSignIn.Kept("abc", true));
        kept.write(new KeptSignIn.Kept("abc", false));
        assertThat(kept.read()).contains(new KeptSignIn.Kept("abc", false));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept.file())))
                .isEqualTo("rw-------");
        kept.forget();
        assertThat(kept.read()).isEmpty();
    }

    @Test
    void refusesUnknownKeysAndSaysWhere() throws Exception {
        Path file = file("endpoint = https://a:1", "pin = 1234");

        CliException refused =
                catchThrowableOfType(CliException.class, () -> ConnectionSettings.resolve(Map.of(), Map.of(), file));

        assertThat(refused).hasMessageContaining("admin.conf:2").hasMessageNotContaining("1234");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void refusesAnEndpointThatIsNotHttps() {
        CliException refused = catchThrowableOfType(
                CliException.class,
                () -> ConnectionSettings.resolve(
                        Map.of(Key.ENDPOINT, "http://a:1"), Map.of(), directory.resolve("absent")));

        assertThat(refused).hasMessageContaining("https://HOST:PORT");
    }

    @Test
    void saysWhatIsMissingAndWhereItCanBeGiven() {
        CliException refused = catchThrowableOfType(
                CliException.class, () -> ConnectionSettings.resolve(Map.of(), Map.of(), directory.resolve("absent")));

        assertThat(refused).hasMessageContaining("--endpoint").hasMessageContaining("CRATON_ADMIN_ENDPOINT");
        assertThat(refused.exitCode()).isEqualTo(ExitCode.USAGE);
    }
}
