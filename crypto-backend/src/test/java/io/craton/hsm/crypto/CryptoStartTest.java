package io.craton.hsm.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Security;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CryptoStartTest {
    @Test
    void startsOnBothBackends() {
        assertThat(Modules.all().backends()).extracting(BackendStatus::name).containsExactly("awslc", "jdk");
        assertThat(Modules.all().backends()).allMatch(BackendStatus::usable);
        assertThat(Modules.all().backends().getFirst().version()).contains("AWS-LC");
    }

    @Test
    void tellsEachTestThatRanOnEachBackendAndNoneOfOneThatIsMissing() {
        List<String> names = KnownAnswers.all().stream().map(KnownAnswer::name).toList();
        assertThat(Modules.all().backends()).allSatisfy(backend -> {
            assertThat(backend.tests()).extracting(SelfTestResult::name).isEqualTo(names);
            assertThat(backend.tests()).allMatch(SelfTestResult::passed);
            assertThat(backend.tests())
                    .allSatisfy(test -> assertThat(test.micros()).isNotNegative());
            assertThat(backend.tested()).isBeforeOrEqualTo(Instant.now());
        });
        try (CryptoModule module = CryptoModule.open(new CryptoSettings(Optional.empty()))) {
            assertThat(module.backends().getFirst().tests()).isEmpty();
        }
    }

    @Test
    void runsOnTheJdkAloneWithoutABackendsDirectoryAndSaysSo() {
        try (CryptoModule module = CryptoModule.open(new CryptoSettings(Optional.empty()))) {
            BackendStatus awslc = module.backends().getFirst();
            assertThat(awslc.usable()).isFalse();
            assertThat(awslc.detail()).contains("no backends directory");
            assertThat(module.backends().getLast().usable()).isTrue();
        }
    }

    @Test
    void runsOnTheJdkAloneWhereTheProviderCannotBeLoaded(@TempDir Path directory) throws Exception {
        Files.createDirectories(directory.resolve("awslc"));
        Files.writeString(directory.resolve("awslc/provider.jar"), "not a jar");
        try (CryptoModule module = CryptoModule.open(new CryptoSettings(Optional.of(directory)))) {
            assertThat(module.backends().getFirst().usable()).isFalse();
            assertThat(module.backends().getFirst().detail()).startsWith("not loaded: ");
            assertThat(module.backends().getLast().usable()).isTrue();
        }
    }

    static Stream<Integer> everyAnswer() {
        return IntStream.range(0, KnownAnswers.all().size()).boxed();
    }

    @ParameterizedTest
    @MethodSource("everyAnswer")
    void refusesABackendThatFailsAnyKnownAnswerAndNamesIt(int index) {
        List<KnownAnswer> answers = new java.util.ArrayList<>(KnownAnswers.all());
        answers.set(index, answers.get(index).corrupted());
        String name = answers.get(index).name();
        for (BackendLoading.Known known : BackendLoading.Known.values()) {
            CryptoStart.Choices choices =
                    new CryptoStart.Choices(EnumSet.of(known), answers, Operations.MAX_BUFFERED_BYTES);
            assertThatThrownBy(() -> CryptoStart.open(Modules.SETTINGS, choices))
                    .isInstanceOf(CryptoStartException.class)
                    .hasMessageContaining("self-test failed: " + name + " (")
                    .hasMessageContaining(known.backendName())
                    .hasMessageNotContaining("\n");
        }
    }

    @Test
    void registersNoProviderWithTheJvm() {
        Modules.all();
        assertThat(Arrays.stream(Security.getProviders()).map(java.security.Provider::getName))
                .noneMatch(name -> name.contains("Corretto"));
    }

    @Test
    void keepsProviderClassesOutOfItsOwnLoader() {
        assertThatThrownBy(() -> Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider"))
                .isInstanceOf(ClassNotFoundException.class);
    }

    @Test
    void loadsEachBackendInALoaderOfItsOwnThatSeesThePortAlone() throws Exception {
        ClassLoader awslc = loaderOf(BackendLoading.Known.AWSLC);
        ClassLoader jdk = loaderOf(BackendLoading.Known.JDK);
        assertThat(awslc).isNotSameAs(jdk).isNotSameAs(getClass().getClassLoader());
        assertThatThrownBy(() -> awslc.loadClass("io.craton.hsm.crypto.CryptoModule"))
                .isInstanceOf(ClassNotFoundException.class);
        assertThatThrownBy(() -> awslc.loadClass("org.slf4j.Logger")).isInstanceOf(ClassNotFoundException.class);
        assertThat(awslc.loadClass("io.craton.hsm.crypto.backend.Backend"))
                .isSameAs(io.craton.hsm.crypto.backend.Backend.class);
    }

    private static ClassLoader loaderOf(BackendLoading.Known known) {
        BackendLoading.Loaded.Ready ready = (BackendLoading.Loaded.Ready) BackendLoading.load(known, Modules.SETTINGS);
        return ready.backend().getClass().getClassLoader();
    }
}
