package io.craton.hsm.ops.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.craton.hsm.ops.ExitCode;
import io.craton.hsm.ops.api.ProblemKind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What commands send, read and print. */
class CommandTextTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Test
    void aBodyIsJsonWhateverThePinHolds() throws Exception {
        String pin = "a\"b\\c\n\u0001é€😀";
        try (RequestBody body = new RequestBody().put("n", 3).put("flag", true).secret("pin", pin.toCharArray())) {
            JsonNode read = JSON.readTree(body.bytes());

            assertThat(read.get("pin").asText()).isEqualTo(pin);
            assertThat(read.get("n").asInt()).isEqualTo(3);
            assertThat(read.get("flag").asBoolean()).isTrue();
        }
    }

    @Test
    void yamlKeepsStructureAndQuotesTexts() throws Exception {
        JsonNode document = JSON.readTree("{\"a\":\"no\",\"b\":[1,{\"c\":null}],\"d\":[],\"e\":{\"f\":true}}");

        assertThat(YamlText.of(document)).isEqualTo("a: \"no\"\nb:\n  - 1\n  -\n    c: null\nd: []\ne:\n  f: true\n");
    }

    @Test
    void aLabelCannotMoveTheCursorOrBeginALine() {
        String table = new TextTable("LABEL").row("x\u001b[2Jy\nz\u202e").toString();

        assertThat(table).isEqualTo("LABEL\nx?[2Jy?z?\n");
    }

    /** The switch lists every kind, so that a new one has to be thought about here. */
    @ParameterizedTest
    @EnumSource(ProblemKind.class)
    void everyKindOfRefusalHasItsExitCode(ProblemKind kind) throws Exception {
        int expected = switch (kind) {
            case MALFORMED_REQUEST, METHOD_NOT_ALLOWED, TOO_LARGE, WRONG_CONTENT_TYPE -> ExitCode.USAGE;
            case NOT_SIGNED_IN, CODE_NEEDED, NOT_ALLOWED, WRONG_PIN, PIN_LOCKED -> ExitCode.DENIED;
            case UNAVAILABLE -> ExitCode.UNAVAILABLE;
            case NOT_FOUND, CONFLICT, KEY_REUSED, REFUSED, TOO_MANY_REQUESTS, DEFECT, FULL -> ExitCode.FAILED;
        };
        String type = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
        JsonNode problem = JSON.readTree(
                "{\"type\":\"urn:craton-hsm:problem:" + type + "\",\"title\":\"t\",\"detail\":\"what is wrong.\"}");

        CliException refused = Refusals.of(kind.status(), problem);

        assertThat(refused.exitCode()).isEqualTo(expected);
        assertThat(refused).hasMessageStartingWith("what is wrong.");
    }

    @Test
    void aPinIsTheFirstLineOfItsFile(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("pin"), "12é4\r\nnot this");

        assertThat(SecretSource.read(file.toString(), "PIN")).isEqualTo("12é4".toCharArray());
    }

    @Test
    void refusesAPinFileThatIsEmptyOrTooLong(@TempDir Path directory) throws Exception {
        Path empty = Files.writeString(directory.resolve("empty"), "\n");
        Path tooLong = Files.writeString(directory.resolve("long"), "1".repeat(1_025));
        Path longest = Files.writeString(directory.resolve("longest"), "1".repeat(1_024));

        assertThat(SecretSource.read(longest.toString(), "PIN")).hasSize(1_024);
        assertThat(catchThrowableOfType(CliException.class, () -> SecretSource.read(empty.toString(), "PIN"))
                        .exitCode())
                .isEqualTo(ExitCode.USAGE);
        assertThat(catchThrowableOfType(CliException.class, () -> SecretSource.read(tooLong.toString(), "PIN")))
                .hasMessageContaining("1024");
    }
}
