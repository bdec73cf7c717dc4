package io.craton.hsm.ops;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.config.NodeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Holds documents to what they describe. Runs in the module's directory, as Maven does. */
class DocumentsTest {
    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();

    @Test
    void theExampleOfTheConfigurationPageIsAConfiguration(@TempDir Path directory) throws Exception {
        new NodeFiles(directory)
                .write("operators.pem", "-----BEGIN CERTIFICATE-----\n")
                .write("operators.crl", "DER");
        Matcher example =
                Pattern.compile("(?s)```\n(cluster \\{.*?)```").matcher(read("docs/reference/configuration.md"));
        assertThat(example.find()).isTrue();
        Path file = Files.writeString(directory.resolve("node.conf"), example.group(1));

        assertThat(NodeConfiguration.load(file).cluster().nodes()).hasSize(3);
    }

    @Test
    void theDependenciesPageNamesTheVersionsOfTheBuild() throws IOException {
        String page = read("docs/reference/dependencies.md");
        Matcher version = Pattern.compile("<([a-z-]+)\\.version>([0-9.]+)</").matcher(read("pom.xml"));
        List<String> versions = version.results()
                .filter(found -> !found.group(1).equals("scala.binary"))
                .map(found -> found.group(2))
                .toList();
        assertThat(versions)
                .hasSizeGreaterThan(15)
                .allSatisfy(each -> assertThat(page).contains("| " + each + " |"));
    }

    @Test
    void relativeLinksOfTheDocumentsLeadSomewhere() throws IOException {
        try (Stream<Path> files = Stream.concat(Files.list(REPOSITORY), Files.walk(REPOSITORY.resolve("docs")))) {
            List<Path> documents =
                    files.filter(file -> file.toString().endsWith(".md")).toList();
            assertThat(documents).isNotEmpty().allSatisfy(DocumentsTest::checkLinks);
        }
    }

    private static void checkLinks(Path document) throws IOException {
        Matcher link = Pattern.compile("]\\((?!https?:|#)([^)#\\s]+)").matcher(Files.readString(document));
        while (link.find()) {
            assertThat(document.resolveSibling(link.group(1)))
                    .as("link in " + document)
                    .exists();
        }
    }

    private static String read(String file) throws IOException {
        return Files.readString(REPOSITORY.resolve(file));
    }
}
