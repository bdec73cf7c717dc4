package io.craton.hsm.gateway.request;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.gateway.wire.Ckr;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The page that explains every return value of the standard, against the code. */
class ReturnValuesTest {
    private static final Path PAGE = Path.of("../docs/reference/errors.md");
    private static final Path NATIVE = Path.of("src/main/native");

    /** Codes that the gateway answers without a fault: it writes them in these classes. */
    private static final List<Path> DIRECT = List.of(
            Path.of("src/main/java/io/craton/hsm/gateway/request/Answer.java"),
            Path.of("src/main/java/io/craton/hsm/gateway/request/RequestDispatcher.java"),
            Path.of("src/main/java/io/craton/hsm/gateway/Connection.java"),
            Path.of("src/main/java/io/craton/hsm/gateway/GatewayDesk.java"),
            Path.of("src/main/java/io/craton/hsm/gateway/Greeting.java"),
            Path.of("src/main/java/io/craton/hsm/gateway/RefusedConnections.java"));

    private record Row(String code, String number, String from, String when, String advice) {}

    @Test
    void everyCodeOfTheStandardIsExplainedOnceWithItsNumber() throws IOException {
        List<Row> rows = rows();

        assertThat(rows).extracting(Row::code).doesNotHaveDuplicates();
        assertThat(rows.stream().collect(Collectors.toMap(row -> Long.decode(row.number()), Row::code)))
                .isEqualTo(Ckr.ALL);
        assertThat(rows).allSatisfy(row -> assertThat(row.when()).isNotBlank());
    }

    @Test
    void theGatewayAnswersTheCodesThatThePageSaysAndNoOthers() throws IOException {
        Set<String> produced = Arrays.stream(Fault.values())
                .map(fault -> Ckr.name(FaultCodes.codeOf(fault)))
                .collect(Collectors.toCollection(TreeSet::new));
        for (Path source : DIRECT) {
            words("\\bCkr\\.([A-Z_]+)\\b", Files.readString(source)).forEach(name -> produced.add("CKR_" + name));
        }

        assertThat(codesFrom("gateway")).containsExactlyInAnyOrderElementsOf(produced);
    }

    @Test
    void theLibraryNamesNoCodeThatThePageDoesNotGiveIt() throws IOException {
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(NATIVE)) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".c")).toList()) {
                words("\\b(CKR_[A-Z_]+)\\b", Files.readString(file)).forEach(named::add);
            }
        }
        // codes that it knows only because a gateway sends them
        named.removeAll(codesFrom("gateway"));

        assertThat(codesFrom("library")).containsAll(named);
    }

    private static Set<String> codesFrom(String side) throws IOException {
        return rows().stream()
                .filter(row -> row.from().equals(side) || row.from().equals("both"))
                .map(Row::code)
                .collect(Collectors.toSet());
    }

    private static List<String> words(String pattern, String text) {
        return Pattern.compile(pattern)
                .matcher(text)
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static List<Row> rows() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| CKR_"))
                .map(line -> line.substring(2, line.length() - 2).split(" \\| ", -1))
                .map(cells -> new Row(cells[0], cells[1], cells[2], cells[3], cells[4]))
                .toList();
    }
}
