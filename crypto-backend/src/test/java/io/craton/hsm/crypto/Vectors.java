package io.craton.hsm.crypto;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.craton.hsm.core.Octets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Outside test vectors, found below the folder named by CRATON_VECTORS by what the files say they are. */
public final class Vectors {
    private static final Logger LOG = LoggerFactory.getLogger(Vectors.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    /** One case: its group, the test, and, of ACVP, the expected answer. */
    public record Case(Path file, JsonNode group, JsonNode test, JsonNode expected) {
        public byte[] bytes(String field) {
            return Vectors.bytes(test.get(field));
        }

        public String text(String field) {
            return test.get(field).asText();
        }

        @Override
        public String toString() {
            return file + ", test " + test.path("tcId").asText();
        }
    }

    private Vectors() {}

    static byte[] bytes(JsonNode hex) {
        return Octets.ofHex(hex.asText()).toByteArray();
    }

    private static Stream<Path> files(String suffix) {
        String folder = System.getenv("CRATON_VECTORS");
        Assumptions.assumeTrue(folder != null, "CRATON_VECTORS is not set: no outside vectors to run");
        Path root = Path.of(folder);
        Path vectors = Files.isDirectory(root.resolve("vectors")) ? root.resolve("vectors") : root;
        try (Stream<Path> walk = Files.walk(vectors)) {
            return walk.filter(file -> file.toString().endsWith(suffix)).sorted().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode read(Path file) {
        try {
            return JSON.readTree(Files.readString(file, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean mentions(Path file, String word) {
        try {
            String content = Files.readString(file, StandardCharsets.UTF_8);
            return content.contains("\"" + word + "\"");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Cases of Wycheproof whose groups have the type. */
    public static List<Case> wycheproof(String algorithm, String groupType) {
        List<Case> cases = new ArrayList<>();
        files(".json").filter(file -> mentions(file, groupType)).forEach(file -> {
            JsonNode set = read(file);
            if (set.path("algorithm").asText().equals(algorithm)) {
                for (JsonNode group : set.path("testGroups")) {
                    if (group.path("type").asText().equals(groupType)) {
                        group.path("tests")
                                .forEach(test -> cases.add(new Case(file, group, test, MissingNode.getInstance())));
                    }
                }
            }
        });
        return cases;
    }

    /** Cases of ACVP, prompts joined with expected results. */
    static List<Case> acvp(String algorithm, String mode) {
        List<Case> cases = new ArrayList<>();
        Stream.of("prompt.json:expectedResults.json", ".vectors.json:.expected.json")
                .map(pair -> pair.split(":", -1))
                .forEach(pair -> files(pair[0])
                        .filter(file -> mentions(file, algorithm))
                        .forEach(file -> {
                            Path answers = file.resolveSibling(
                                    file.getFileName().toString().replace(pair[0], pair[1]));
                            JsonNode prompts = read(file);
                            JsonNode expected = read(answers);
                            if (prompts.isArray()) {
                                for (int i = 0; i < prompts.size(); i++) {
                                    join(file, prompts.get(i), expected.get(i), algorithm, mode, cases::add);
                                }
                            } else {
                                join(file, prompts, expected, algorithm, mode, cases::add);
                            }
                        }));
        return cases;
    }

    private static void join(
            Path file, JsonNode prompts, JsonNode expected, String algorithm, String mode, Consumer<Case> sink) {
        if (!prompts.path("algorithm").asText().equals(algorithm)
                || !prompts.path("mode").asText().equals(mode)) {
            return;
        }
        for (JsonNode group : prompts.path("testGroups")) {
            JsonNode answers = with(expected.path("testGroups"), "tgId", group.get("tgId"));
            for (JsonNode test : group.path("tests")) {
                sink.accept(new Case(file, group, test, with(answers.path("tests"), "tcId", test.get("tcId"))));
            }
        }
    }

    private static JsonNode with(JsonNode list, String field, JsonNode value) {
        for (JsonNode entry : list) {
            if (entry.path(field).equals(value)) {
                return entry;
            }
        }
        return MissingNode.getInstance();
    }

    /** Cases of ACVP's internal projections, which hold the private values too. */
    static List<Case> projections(String algorithm, String mode) {
        List<Case> cases = new ArrayList<>();
        files("internalProjection.json")
                .filter(file -> mentions(file, algorithm) && mentions(file, mode))
                .forEach(file -> {
                    JsonNode set = read(file);
                    if (set.path("algorithm").asText().equals(algorithm)
                            && set.path("mode").asText().equals(mode)) {
                        for (JsonNode group : set.path("testGroups")) {
                            group.path("tests").forEach(test -> cases.add(new Case(file, group, test, test)));
                        }
                    }
                });
        return cases;
    }

    /** What became of one case. */
    public enum Verdict {
        RAN,
        /** Outside what the product offers: a parameter, a size or a hash it does not have. */
        NOT_OFFERED
    }

    /** Runs one case; throws an assertion error where it fails. */
    public interface Trial {
        Verdict run(Case vector);
    }

    /** Runs every case, says how many ran, and fails where none did. */
    public static void run(String what, List<Case> cases, Trial trial) {
        int ran = 0;
        for (Case vector : cases) {
            try {
                if (trial.run(vector) == Verdict.RAN) {
                    ran++;
                }
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(vector + ": " + e.getMessage(), e);
            }
        }
        LOG.info("{}: {} cases ran, {} are not offered", what, ran, cases.size() - ran);
        if (ran == 0) {
            throw new AssertionError(what + ": no case ran of " + cases.size());
        }
    }
}
