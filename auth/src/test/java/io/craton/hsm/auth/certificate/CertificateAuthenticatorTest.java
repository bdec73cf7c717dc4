package io.craton.hsm.auth.certificate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.craton.hsm.auth.Authenticator.Identification;
import io.craton.hsm.auth.Credentials.ClientCertificate;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.Refusal.Reason;
import io.craton.hsm.auth.TestPki;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class CertificateAuthenticatorTest {
    private static final String ALICE = "/O=Craton/OU=officers/CN=alice";

    @TempDir
    private Path directory;

    private TestPki root;
    private TestPki below;

    @BeforeEach
    void makeAuthorities() throws Exception {
        root = new TestPki(directory, "root");
        below = new TestPki(directory, "below", root);
    }

    @Test
    void recognisesTheSubjectOfACertificateAndItsUnits() throws Exception {
        X509Certificate alice = root.issue(ALICE, "client");

        assertThat(identify(List.of(root.revocationList()), alice))
                .isInstanceOfSatisfying(Identification.Identified.class, found -> {
                    assertThat(found.identity().id()).isEqualTo(new OperatorId("cards", "alice"));
                    assertThat(found.identity().groups())
                            .containsExactlyInAnyOrder("ou=officers", "subject=CN=alice,OU=officers,O=Craton");
                });
    }

    @Test
    void walksTheChainThroughAnIntermediateAuthorityWithOrWithoutTheAnchorInIt() throws Exception {
        X509Certificate alice = below.issue(ALICE, "client");
        List<Path> lists = List.of(root.revocationList(), below.revocationList());

        assertThat(identify(lists, alice, below.certificate())).isInstanceOf(Identification.Identified.class);
        assertThat(identify(lists, alice, below.certificate(), root.certificate()))
                .isInstanceOf(Identification.Identified.class);
        assertRefused(identify(lists, alice), Reason.CERTIFICATE_REFUSED, "path");
    }

    @Test
    void refusesARevokedCertificateAsSoonAsTheFileIsReplaced() throws Exception {
        X509Certificate alice = root.issue(ALICE, "client");
        Path file = root.revocationList();
        assertThat(identify(List.of(file), alice)).isInstanceOf(Identification.Identified.class);

        root.revoke(alice);
        Files.move(root.revocationList(), file, StandardCopyOption.REPLACE_EXISTING);

        assertRefused(identify(List.of(file), alice), Reason.CERTIFICATE_REFUSED, "revoked");
    }

    @Test
    void refusesWhatARevokedAuthorityHasIssued() throws Exception {
        X509Certificate alice = below.issue(ALICE, "client");
        root.revoke(below.certificate());

        assertRefused(
                identify(List.of(root.revocationList(), below.revocationList()), alice, below.certificate()),
                Reason.CERTIFICATE_REFUSED,
                "revoked");
    }

    @Test
    void refusesEverybodyWhenARevocationListHasExpired() throws Exception {
        X509Certificate alice = root.issue(ALICE, "client");
        Path expired = root.revocationList("-crl_lastupdate", "20250101000000Z", "-crl_nextupdate", "20250201000000Z");

        assertRefused(identify(List.of(expired), alice), Reason.CERTIFICATE_REFUSED, "expired");
        assertRefused(identify(List.of(expired, root.revocationList()), alice), Reason.CERTIFICATE_REFUSED, "expired");
    }

    @Test
    void refusesARevocationListOneSecondAfterItsTime() throws Exception {
        X509Certificate alice = root.issue(ALICE, "client");
        Path list = root.revocationList("-crlsec", "3600");
        Instant end = new RevocationLists(List.of(list))
                .inForce(Instant.now())
                .getFirst()
                .getNextUpdate()
                .toInstant();

        assertThat(identifyAt(end.minusSeconds(1), List.of(list), alice)).isInstanceOf(Identification.Identified.class);
        assertRefused(identifyAt(end, List.of(list), alice), Reason.CERTIFICATE_REFUSED, "expired");
    }

    @Test
    void refusesWhatNoRevocationListOfItsIssuerCovers() throws Exception {
        X509Certificate alice = below.issue(ALICE, "client");
        TestPki other = new TestPki(directory, "other");

        assertRefused(
                identify(List.of(root.revocationList()), alice, below.certificate()),
                Reason.CERTIFICATE_REFUSED,
                "revocation");
        assertRefused(
                identify(List.of(root.revocationList(), other.revocationList()), alice, below.certificate()),
                Reason.CERTIFICATE_REFUSED,
                "revocation");
    }

    @Test
    void refusesARevocationListThatSomebodyElseSignedInTheIssuersName() throws Exception {
        X509Certificate alice = root.issue(ALICE, "client");
        TestPki impostor = new TestPki(Files.createDirectory(directory.resolve("forged")), "root");

        assertRefused(identify(List.of(impostor.revocationList()), alice), Reason.CERTIFICATE_REFUSED, "revocation");
    }

    @Test
    void refusesFilesThatAreNoRevocationList() throws Exception {
        X509Certificate alice = root.issue(ALICE, "client");
        Path garbage = Files.writeString(directory.resolve("garbage.crl"), "not a list");

        assertRefused(identify(List.of(garbage), alice), Reason.CERTIFICATE_REFUSED, "");
        assertRefused(
                identify(List.of(directory.resolve("missing.crl")), alice), Reason.PROVIDER_UNAVAILABLE, "missing.crl");
    }

    @Test
    void refusesCertificatesThatAreNotForClients() throws Exception {
        List<Path> lists = List.of(root.revocationList());

        for (String use : List.of("server", "any_use", "no_use")) {
            assertRefused(identify(lists, root.issue(ALICE, use)), Reason.CERTIFICATE_REFUSED, "clientAuth");
        }
        assertRefused(identify(lists, root.issue(ALICE, "encipher")), Reason.CERTIFICATE_REFUSED, "digitalSignature");
    }

    @Test
    void refusesUnknownAuthoritiesEvenOfTheSameName() throws Exception {
        TestPki impostor = new TestPki(Files.createDirectory(directory.resolve("forged")), "root");
        X509Certificate alice = impostor.issue(ALICE, "client");

        assertRefused(identify(List.of(root.revocationList()), alice), Reason.CERTIFICATE_REFUSED, "");
        assertRefused(
                identify(List.of(root.revocationList(), impostor.revocationList()), alice, impostor.certificate()),
                Reason.CERTIFICATE_REFUSED,
                "");
    }

    @Test
    void refusesCertificatesOutsideTheirTime() throws Exception {
        X509Certificate past = root.issue(
                ALICE,
                "client",
                directory.resolve("past"),
                "-startdate",
                "20250101000000Z",
                "-enddate",
                "20250201000000Z");
        X509Certificate future = root.issue(
                ALICE,
                "client",
                directory.resolve("future"),
                "-startdate",
                "20400101000000Z",
                "-enddate",
                "20410101000000Z");

        assertRefused(identify(List.of(root.revocationList()), past), Reason.CERTIFICATE_REFUSED, "");
        assertRefused(identify(List.of(root.revocationList()), future), Reason.CERTIFICATE_REFUSED, "");
    }

    @Test
    void refusesAnAuthorityThatHasExpiredItself() throws Exception {
        X509Certificate alice = root.issue(ALICE, "client", directory.resolve("long"), "-enddate", "20450101000000Z");
        Path list = root.revocationList("-crldays", "4000");

        assertRefused(
                identifyAt(Instant.now().plus(Duration.ofDays(31)), List.of(list), alice),
                Reason.CERTIFICATE_REFUSED,
                "");
    }

    @Test
    void refusesSubjectsWithoutExactlyOneCommonName() throws Exception {
        List<Path> lists = List.of(root.revocationList());

        assertRefused(identify(lists, root.issue("/O=Craton", "client")), Reason.CERTIFICATE_REFUSED, "common name");
        assertRefused(
                identify(lists, root.issue("/CN=alice/CN=root", "client")), Reason.CERTIFICATE_REFUSED, "common name");
    }

    @Test
    void refusesEmptyAndEndlessChains() throws Exception {
        X509Certificate alice = root.issue(ALICE, "client");
        List<Path> lists = List.of(root.revocationList());

        assertRefused(identify(lists), Reason.MALFORMED, "0");
        assertRefused(
                identify(
                        lists,
                        Collections.nCopies(CertificateAuthenticator.MAX_CHAIN + 1, alice)
                                .toArray(X509Certificate[]::new)),
                Reason.MALFORMED,
                "7");
        assertRefused(identify(lists, root.certificate()), Reason.CERTIFICATE_REFUSED, "");
    }

    @Test
    void settingsSayWhatIsWrongWithThem() throws Exception {
        List<Path> lists = List.of(directory.resolve("a.crl"));
        X509Certificate alice = root.issue(ALICE, "client");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CertificateSettings("cards", Set.of(), lists))
                .withMessageContaining("authorities");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CertificateSettings("cards", Set.of(alice), lists))
                .withMessageContaining("CN=alice");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CertificateSettings("cards", Set.of(root.certificate()), List.of()))
                .withMessageContaining("revocation-lists");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new CertificateSettings("Cards", Set.of(root.certificate()), lists))
                .withMessageContaining("provider");
    }

    private Identification identify(List<Path> lists, X509Certificate... chain) throws Exception {
        return identifyAt(Instant.now(), lists, chain);
    }

    private Identification identifyAt(Instant now, List<Path> lists, X509Certificate... chain) throws Exception {
        return new CertificateAuthenticator(
                        new CertificateSettings("cards", Set.of(root.certificate()), lists),
                        Clock.fixed(now, ZoneOffset.UTC))
                .identify(new ClientCertificate(List.of(chain)));
    }

    private static void assertRefused(Identification found, Reason reason, String detail) {
        assertThat(found).isInstanceOfSatisfying(Identification.Refused.class, refused -> {
            Refusal refusal = refused.refusal();
            assertThat(refusal.reason()).as(refusal.detail()).isEqualTo(reason);
            assertThat(refusal.detail()).containsIgnoringCase(detail);
        });
    }
}
