package io.craton.hsm.ops;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds the table of modules in docs/architecture.md: no other arrow exists. */
class ArchitectureTest {
    private static final String ROOT = "io.craton.hsm.";

    /** A module's package, and the module packages it may use besides its own. */
    record Module(String name, List<String> mayUse) {
        String[] visiblePackages() {
            return Stream.concat(Stream.of(name), mayUse.stream())
                    .map(visible -> ROOT + visible + "..")
                    .toArray(String[]::new);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Module> modules() {
        return List.of(
                new Module("core", List.of()),
                new Module("raft", List.of("core")),
                new Module("crypto", List.of("core")),
                new Module("actors", List.of("core", "crypto")),
                new Module("gateway", List.of("core", "actors")),
                new Module("auth", List.of("core")),
                new Module("ops", List.of("core", "raft", "crypto", "actors", "gateway", "auth")));
    }

    private static JavaClasses classes;

    @BeforeAll
    static void importClasses() {
        classes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("io.craton.hsm");
    }

    @Test
    void seesEveryModule() {
        assertThat(modules())
                .allSatisfy(module -> assertThat(classes)
                        .anyMatch(type -> type.getPackageName().startsWith(ROOT + module.name())));
    }

    @ParameterizedTest
    @MethodSource("modules")
    void holdsTheArrowsBetweenModules(Module module) {
        noClasses()
                .that(resideInAPackage(ROOT + module.name() + ".."))
                .should()
                .dependOnClassesThat(
                        resideInAPackage("io.craton.hsm..").and(not(resideInAnyPackage(module.visiblePackages()))))
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void keepsFrameworksAndProvidersOutOfTheCore() {
        noClasses()
                .that(resideInAPackage(ROOT + "core.."))
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "org.apache.pekko..",
                        "org.apache.ratis..",
                        "org.rocksdb..",
                        "com.esotericsoftware..",
                        "com.amazon..",
                        "org.bouncycastle..",
                        "java.net..",
                        "java.nio.file..",
                        "java.nio.channels.."))
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void keepsRatisInTheRaftModuleAndItsOwner() {
        noClasses()
                .that(not(resideInAPackage(ROOT + "raft..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("org.apache.ratis..", "org.rocksdb.."))
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void keepsProvidersBehindTheCryptoModule() {
        noClasses()
                .that(not(resideInAPackage(ROOT + "crypto..")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("com.amazon..", "org.bouncycastle.."))
                .allowEmptyShould(true)
                .check(classes);
    }

    @Test
    void keepsTheNumbersOfTheStandardInTheGateway() {
        fields().that()
                .haveNameMatching("CK[RAMOKFUS]_.*")
                .should()
                .beDeclaredInClassesThat(resideInAPackage(ROOT + "gateway.."))
                .allowEmptyShould(true)
                .check(classes);
        classes()
                .that()
                .haveNameMatching(".*\\.Ck[ramokfus]")
                .should()
                .resideInAPackage(ROOT + "gateway..")
                .allowEmptyShould(true)
                .check(classes);
    }
}
