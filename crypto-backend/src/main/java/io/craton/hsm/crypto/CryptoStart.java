package io.craton.hsm.crypto;

import io.craton.hsm.crypto.backend.Backend;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The start of the module: loads backends, tests them, and leaves out what fails. */
final class CryptoStart {
    private static final Logger LOG = LoggerFactory.getLogger(CryptoStart.class);

    /**
     * What tests vary.
     *
     * @param backends the backends that may be used
     * @param answers what is asked of each
     */
    record Choices(Set<BackendLoading.Known> backends, List<KnownAnswer> answers, int maxBufferedBytes) {
        static Choices standard() {
            return new Choices(
                    Set.of(BackendLoading.Known.values()), KnownAnswers.all(), Operations.MAX_BUFFERED_BYTES);
        }

        static Choices only(BackendLoading.Known backend) {
            return new Choices(Set.of(backend), KnownAnswers.all(), Operations.MAX_BUFFERED_BYTES);
        }
    }

    private CryptoStart() {}

    static CryptoModule open(CryptoSettings settings, Choices choices) {
        SecretMemory secrets = secretMemory();
        List<BackendStatus> statuses = new ArrayList<>();
        List<Backend> usable = new ArrayList<>();
        for (BackendLoading.Known known : BackendLoading.Known.values()) {
            if (choices.backends().contains(known)) {
                statuses.add(start(known, settings, choices.answers(), secrets, usable));
            }
        }
        statuses.forEach(status -> LOG.info("backend {}", describe(status)));
        if (usable.isEmpty()) {
            throw new CryptoStartException("no cryptographic backend can be used: "
                    + String.join(
                            "; ", statuses.stream().map(CryptoStart::describe).toList()));
        }
        return new CryptoModule(new Backends(usable), statuses, secrets, choices.maxBufferedBytes());
    }

    private static SecretMemory secretMemory() {
        try {
            return SecretMemory.ofProcess();
        } catch (SecretMemoryException e) {
            throw new CryptoStartException("no locked memory for secrets: " + e.getMessage(), e);
        } catch (LinkageError e) {
            Throwable reason = e.getCause() == null ? e : e.getCause();
            throw new CryptoStartException(
                    "no locked memory for secrets: this JVM may not call the C library ("
                            + reason.getMessage()
                            + "); start it with --enable-native-access=ALL-UNNAMED",
                    e);
        }
    }

    private static BackendStatus start(
            BackendLoading.Known known,
            CryptoSettings settings,
            List<KnownAnswer> answers,
            SecretMemory secrets,
            List<Backend> usable) {
        Instant now = Instant.now();
        return switch (BackendLoading.load(known, settings)) {
            case BackendLoading.Loaded.Missing(String reason) ->
                new BackendStatus(known.backendName(), "", false, "not loaded: " + reason, now, List.of());
            case BackendLoading.Loaded.Ready(Backend backend) -> {
                List<SelfTestResult> tests = test(backend, answers, secrets);
                Optional<SelfTestResult> failed =
                        tests.stream().filter(test -> !test.passed()).findFirst();
                if (failed.isEmpty()) {
                    usable.add(backend);
                }
                yield new BackendStatus(
                        backend.name(),
                        backend.version(),
                        failed.isEmpty(),
                        failed.map(test -> "self-test failed: " + test.name() + " (" + test.source() + ")")
                                .orElse("passed " + tests.size() + " known answers"),
                        now,
                        tests);
            }
        };
    }

    private static List<SelfTestResult> test(Backend backend, List<KnownAnswer> answers, SecretMemory secrets) {
        Backends alone = new Backends(List.of(backend));
        try (KeyLoading keys = new KeyLoading(alone, secrets)) {
            KnownAnswer.Candidate candidate =
                    new KnownAnswer.Candidate(keys, new Operations(alone, Operations.MAX_BUFFERED_BYTES), secrets);
            return answers.stream().map(answer -> result(answer, candidate)).toList();
        }
    }

    private static SelfTestResult result(KnownAnswer answer, KnownAnswer.Candidate candidate) {
        long from = System.nanoTime();
        boolean passed = holds(answer, candidate);
        return new SelfTestResult(answer.name(), answer.source(), passed, (System.nanoTime() - from) / 1_000);
    }

    private static boolean holds(KnownAnswer answer, KnownAnswer.Candidate candidate) {
        try {
            return answer.holdsFor(candidate);
        } catch (RuntimeException e) {
            LOG.error("known answer {} ended in an exception", answer.name(), e);
            return false;
        }
    }

    private static String describe(BackendStatus status) {
        return status.name() + (status.version().isEmpty() ? "" : " (" + status.version() + ")") + ": "
                + status.detail();
    }
}
