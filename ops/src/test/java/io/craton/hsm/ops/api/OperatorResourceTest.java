package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Fixture.assertRefused;
import static io.craton.hsm.ops.api.Fixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.state.SessionTerms;
import io.craton.hsm.auth.state.SignInCommand;
import io.craton.hsm.auth.state.SignInLimits;
import io.craton.hsm.core.Octets;
import io.craton.hsm.crypto.seal.ClusterKey;
import io.craton.hsm.ops.api.OperatorResource.Acted;
import io.craton.hsm.ops.api.OperatorResource.Allowance;
import io.craton.hsm.ops.api.OperatorResource.Operators;
import io.craton.hsm.ops.api.OperatorResource.PageRequest;
import io.craton.hsm.ops.api.OperatorResource.Subject;
import io.craton.hsm.ops.api.ProviderResource.Check;
import io.craton.hsm.ops.api.ProviderResource.Providers;
import io.craton.hsm.ops.api.Route.Nothing;
import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.config.NodeFiles;
import io.craton.hsm.ops.operators.OperatorDesk;
import io.craton.hsm.ops.operators.OperatorDesks;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OperatorResourceTest {
    private static final OperatorId ANNE = new OperatorId("ldap", "anne");

    @TempDir
    Path directory;

    private final LocalOperators state = new LocalOperators();
    private final ClusterKey key = ClusterKey.of(new byte[ClusterKey.BYTES]);
    private final Fixture fixture = new Fixture();
    private OperatorDesk desk;
    private List<Route<?, ?>> routes;

    @BeforeEach
    void open() throws Exception {
        NodeConfiguration configuration = new NodeFiles(directory).load();
        desk = OperatorDesks.open(configuration, state, key, fixture.hsm.secrets());
        fixture.desk = Optional.of(desk);
        routes = Stream.of(
                        new OperatorResource(fixture).routes(), new ProviderResource(configuration, fixture).routes())
                .flatMap(List::stream)
                .toList();
    }

    @AfterEach
    void close() {
        desk.close();
        fixture.close();
        key.close();
    }

    @Test
    void showsAnOperatorsSessionsAndNothingThatLeadsToOne() {
        Octets token = signIn(ANNE);
        OperatorEntry anne = list(null, null).operators().getFirst();
        assertThat(anne.name()).isEqualTo("anne");
        assertThat(anne.lockedUntil()).isNull();
        OperatorEntry.Session session = anne.sessions().getFirst();
        assertThat(session.roles()).containsExactly("viewer");
        assertThat(session.source()).isEqualTo("192.0.2.7");
        assertThat(Instant.parse(session.endsAt())).isAfter(Instant.parse(session.openedAt()));
        assertThat(anne.toString()).doesNotContain(token.toHex());
    }

    @Test
    void pagesThroughOperatorsToTheEnd() {
        signIn(ANNE);
        signIn(new OperatorId("ldap", "ü: bert"));
        signIn(new OperatorId("ldap", "x".repeat(OperatorId.MAX_NAME_BYTES)));
        signIn(new OperatorId("ldap", "y".repeat(OperatorId.MAX_NAME_BYTES)));
        Operators first = list(null, 1);
        Operators second = list(first.next(), 2);
        Operators last = list(second.next(), 10);
        assertThat(Stream.of(first, second, last).flatMap(page -> page.operators().stream()))
                .hasSize(4)
                .doesNotHaveDuplicates();
        assertThat(last.next()).isNull();
        assertRefused(call("GET", "", new PageRequest("no cursor", null)), 400, null);
        assertRefused(call("GET", "", new PageRequest(null, 1_001)), 400, null);
    }

    @Test
    void unlocksANameAndSaysWhenThereWasNothingToUnlock() {
        for (int i = 0; i < SignInLimits.MAX_NAME_FAILURES; i++) {
            var _ = state.submit(new SignInCommand.CountAttempt(
                    System.currentTimeMillis() + i * SignInLimits.MAX_BACK_OFF_MILLIS,
                    Optional.of(ANNE),
                    "192.0.2." + i));
        }
        assertThat(list(null, null).operators().getFirst().lockedUntil()).isNotNull();
        assertThat(act("unlock").changed()).isTrue();
        assertThat(act("unlock").changed()).isFalse();
        assertThat(list(null, null).operators()).isEmpty();
    }

    @Test
    void allowsAnEnrolmentWithinItsBounds() {
        assertThat(value(allow(1), Acted.class).words()).startsWith("The operator may enrol until 20");
        assertThat(value(allow(168), Acted.class).changed()).isTrue();
        assertThat(value(allow(null), Acted.class).changed()).isTrue();
        assertThat(list(null, null).operators().getFirst().mayEnrolUntil()).isNotNull();
        assertRefused(allow(0), 400, null);
        assertRefused(allow(169), 400, null);
    }

    @Test
    void resetsASecondFactorBeforeTheNextIsAllowed() {
        enrol();
        assertThat(list(null, null).operators().getFirst().secondFactor()).isTrue();
        assertRefused(allow(1), 409, null);
        assertThat(act("reset-second-factor").changed()).isTrue();
        assertThat(list(null, null).operators()).isEmpty();
        assertThat(value(allow(1), Acted.class).changed()).isTrue();
    }

    @Test
    void endsSessions() {
        signIn(ANNE);
        assertThat(act("end-sessions").changed()).isTrue();
        assertThat(act("end-sessions").changed()).isFalse();
    }

    @Test
    void refusesWhatCanBeNobody() {
        for (Subject nobody :
                List.of(new Subject("LDAP", "anne"), new Subject("ldap", ""), new Subject("ldap", "a\n"))) {
            assertRefused(call("POST", "/unlock", nobody), 400, null);
        }
    }

    @Test
    void saysThatNoMajorityAnswers() {
        state.away = true;
        assertRefused(call("GET", "", new PageRequest(null, null)), 503, null);
        assertRefused(call("POST", "/end-sessions", new Subject("ldap", "anne")), 503, null);
        assertRefused(call("POST", "/providers/{provider}/test", new Nothing(), "provider", "local"), 503, null);
    }

    @Test
    void namesTheBreakGlassAccountAmongTheProvidersAndTriesIt() {
        Providers found = value(call("GET", "/providers", new Nothing()), Providers.class);
        assertThat(found.providers().getLast().groups().getFirst().roles())
                .containsExactly("security-officer", "cluster-admin");
        Check check =
                value(call("POST", "/providers/{provider}/test", new Nothing(), "provider", "local"), Check.class);
        assertThat(check.ok()).isFalse();
        assertThat(check.words()).isEqualTo("There is no break-glass account.");
        assertRefused(call("POST", "/providers/{provider}/test", new Nothing(), "provider", "none"), 404, null);
    }

    private Octets signIn(OperatorId id) {
        Octets token = token();
        var _ = state.submit(new SignInCommand.OpenSession(
                System.currentTimeMillis(),
                token,
                new Operator(id, Set.of(Role.VIEWER), SecondFactorUse.NOT_REQUIRED),
                "192.0.2.7",
                Optional.empty(),
                SessionTerms.DEFAULT));
        return token;
    }

    private void enrol() {
        long now = System.currentTimeMillis();
        Octets pending = token();
        for (SignInCommand step : List.of(
                new SignInCommand.AllowEnrolment(now, ANNE, now + 60_000),
                new SignInCommand.StartSignIn(now, pending, ANNE, Set.of(Role.OPERATOR), "192.0.2.7", Optional.empty()),
                new SignInCommand.PrepareEnrolment(now, pending, Octets.wrap(new byte[] {1})),
                new SignInCommand.FinishSignIn(now, pending, 1, token(), SessionTerms.DEFAULT))) {
            var _ = state.submit(step);
        }
    }

    private static Octets token() {
        try (SessionToken token = SessionToken.random(new SecureRandom())) {
            return token.hash();
        }
    }

    private Operators list(@Nullable String cursor, @Nullable Integer limit) {
        return value(call("GET", "", new PageRequest(cursor, limit)), Operators.class);
    }

    private Acted act(String act) {
        return value(call("POST", "/" + act, new Subject("ldap", "anne")), Acted.class);
    }

    private Answer<?> allow(@Nullable Integer hours) {
        return call("POST", "/allow-enrolment", new Allowance("ldap", "anne", hours));
    }

    private Answer<?> call(String method, String path, Record request, String... variables) {
        return fixture.call(routes, method, "/api/v1/operators" + path, request, variables);
    }
}
