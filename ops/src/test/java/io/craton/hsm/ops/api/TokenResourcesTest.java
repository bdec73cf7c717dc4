package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Fixture.assertRefused;
import static io.craton.hsm.ops.api.Fixture.pin;
import static io.craton.hsm.ops.api.Fixture.value;
import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.ops.api.ApplicationResource.Applications;
import io.craton.hsm.ops.api.ApplicationResource.PageRequest;
import io.craton.hsm.ops.api.ApplicationResource.SessionPageRequest;
import io.craton.hsm.ops.api.ApplicationResource.Sessions;
import io.craton.hsm.ops.api.KeyResource.KeyRequest;
import io.craton.hsm.ops.api.KeyResource.Made;
import io.craton.hsm.ops.api.ObjectResource.Objects;
import io.craton.hsm.ops.api.ObjectResource.Search;
import io.craton.hsm.ops.api.Route.Done;
import io.craton.hsm.ops.api.Route.Nothing;
import io.craton.hsm.ops.api.SlotResource.InitRequest;
import io.craton.hsm.ops.api.SlotResource.Slots;
import io.craton.hsm.ops.api.SlotResource.UserPinRequest;
import io.craton.hsm.ops.api.TokenSessionResource.OpenRequest;
import io.craton.hsm.ops.api.TokenSessionResource.Opened;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokenResourcesTest {
    private static final String SO_PIN = "officer-1";
    private static final String USER_PIN = "user-1";
    private static final String SESSIONS = "/api/v1/token-sessions/{token-session}";

    private final Fixture fixture = new Fixture();
    private final List<Route<?, ?>> routes = Stream.of(
                    new SlotResource(fixture).routes(),
                    new ApplicationResource(fixture).routes(),
                    new TokenSessionResource(fixture, fixture.sessions).routes(),
                    new ObjectResource(fixture, fixture.sessions).routes(),
                    new KeyResource(fixture, fixture.sessions).routes())
            .flatMap(List::stream)
            .toList();

    @BeforeEach
    void initialise() {
        value(init("0", SO_PIN), Done.class);
        value(userPin(SO_PIN), Done.class);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void initialisesAgainWithTheRightPinOnly() {
        assertRefused(init("0", "wrong"), 422, "PIN_INCORRECT");
        assertRefused(init("7", SO_PIN), 404, "SLOT_ID_INVALID");
        assertRefused(init("zero", SO_PIN), 404, null);
        assertRefused(
                call("POST", "/api/v1/slots/{slot}/token", new InitRequest("x".repeat(33), pin(SO_PIN)), "slot", "0"),
                400,
                null);
        assertThat(fixture.hsm.sessions).isEmpty();
    }

    @Test
    void setsTheUserPinAsTheOfficerAndLeavesNoSession() {
        assertRefused(userPin("wrong"), 422, "PIN_INCORRECT");
        assertThat(fixture.hsm.sessions).isEmpty();
        assertThat(fixture.hsm.logins).isEmpty();
    }

    @Test
    void showsASlotWhoseLeaderIsGoneAsNotAnswering() {
        Slots slots = value(call("GET", "/api/v1/slots", new Nothing()), Slots.class);
        assertThat(slots.slots()).hasSize(2);
        assertThat(slots.slots().getFirst().token()).isNotNull();
        assertThat(slots.slots().getLast()).isEqualTo(SlotView.silent(1));
        assertRefused(call("GET", "/api/v1/slots/{slot}", new Nothing(), "slot", "1"), 503, "DEVICE_ERROR");
    }

    @Test
    void opensATokenSessionForItsOwnerAlone() {
        String session = open(USER_PIN);
        assertRefused(open(pin("wrong")), 422, "PIN_INCORRECT");
        value(search(session, null, null, null), Objects.class);
        fixture.operator = "bob";
        assertRefused(search(session, null, null, null), 404, null);
        fixture.operator = "anne";
        value(call("DELETE", SESSIONS, new Nothing(), "token-session", session), Done.class);
        assertRefused(search(session, null, null, null), 404, null);
        assertThat(fixture.hsm.sessions).isEmpty();
    }

    @Test
    void opensABoundedNumberForOneOperator() {
        for (int i = 0; i < TokenSessions.MAX_OPEN_OF_ONE; i++) {
            open(USER_PIN);
        }
        assertRefused(open(pin(USER_PIN)), 507, null);
        fixture.operator = "bob";
        open(USER_PIN);
    }

    @Test
    void endsSessionsThatAreNotUsed() {
        String session = open(USER_PIN);
        fixture.sessions.endWhatIsOver(System.nanoTime() + TokenSessions.IDLE.toNanos() / 2);
        value(search(session, null, null, null), Objects.class);
        fixture.sessions.endWhatIsOver(System.nanoTime() + TokenSessions.IDLE.toNanos() + 1);
        assertRefused(search(session, null, null, null), 404, null);
        assertThat(fixture.hsm.sessions).isEmpty();
    }

    @Test
    void makesKeysOfEveryTypeAndRefusesWhatItDoesNotKnow() {
        String session = open(USER_PIN);
        assertThat(value(make(session, "rsa", null, null, null), Made.class).publicKey())
                .isNotNull();
        assertThat(value(make(session, "ec", null, null, "P-384"), Made.class).publicKey())
                .isNotNull();
        assertThat(value(make(session, "aes", "0a", 128, null), Made.class).publicKey())
                .isNull();
        value(make(session, "generic-secret", null, null, null), Made.class);
        assertRefused(make(session, "dsa", null, null, null), 400, null);
        assertRefused(make(session, "ec", null, null, "p-521"), 400, null);
        assertRefused(make(session, "aes", "xyz", null, null), 400, null);
        assertRefused(make(session, "aes", null, 129, null), 400, null);
        assertRefused(make(session, "aes", null, -8, null), 400, null);
        assertThat(fixture.hsm.objects.lastEntry().getValue().flag(AttributeType.SENSITIVE))
                .isTrue();
    }

    @Test
    void makesNoKeyWithoutAPin() {
        Opened opened = value(open((Pin) null), Opened.class);
        assertRefused(make(opened.tokenSession(), "aes", null, null, null), 409, "USER_NOT_LOGGED_IN");
    }

    @Test
    void pagesSearchesShowsAndDestroys() {
        String session = open(USER_PIN);
        for (int i = 0; i < 3; i++) {
            value(make(session, "ec", null, null, null), Made.class);
        }
        Objects first = value(search(session, null, 4, null), Objects.class);
        Objects second = value(search(session, first.next(), 4, null), Objects.class);
        assertThat(first.objects()).hasSize(4);
        assertThat(second.objects()).hasSize(2);
        assertThat(second.next()).isNull();
        assertThat(value(search(session, null, null, "no such label"), Objects.class)
                        .objects())
                .isEmpty();
        assertRefused(search(session, "!", null, null), 400, null);
        assertRefused(search(session, Cursor.of("0"), null, null), 400, null);
        assertRefused(search(session, null, 0, null), 400, null);
        assertRefused(search(session, null, Cursor.MAX_LIMIT + 1, null), 400, null);

        String object = first.objects().getFirst().object();
        String path = SESSIONS + "/objects/{object}";
        assertThat(value(call("GET", path, new Nothing(), "token-session", session, "object", object), ObjectView.class)
                        .attributes())
                .isNotEmpty();
        value(call("DELETE", path, new Nothing(), "token-session", session, "object", object), Done.class);
        assertRefused(
                call("DELETE", path, new Nothing(), "token-session", session, "object", object),
                404,
                "OBJECT_HANDLE_INVALID");
        assertRefused(call("GET", path, new Nothing(), "token-session", session, "object", "0"), 404, null);
    }

    @Test
    void listsApplicationsAndSessionsInPagesAndEvicts() {
        for (int i = 0; i < 3; i++) {
            open(USER_PIN);
        }
        String path = "/api/v1/slots/{slot}/applications";
        Applications first = value(call("GET", path, new PageRequest(null, 2), "slot", "0"), Applications.class);
        Applications second =
                value(call("GET", path, new PageRequest(first.next(), 2), "slot", "0"), Applications.class);
        assertThat(first.applications()).hasSize(2);
        assertThat(second.applications()).hasSize(1);
        assertThat(second.next()).isNull();

        String application = first.applications().getFirst().application();
        String sessions = "/api/v1/slots/{slot}/sessions";
        Sessions held = value(
                call("GET", sessions, new SessionPageRequest(application, null, null), "slot", "0"), Sessions.class);
        assertThat(held.sessions()).hasSize(1);
        value(
                call("DELETE", path + "/{application}", new Nothing(), "slot", "0", "application", application),
                Done.class);
        String other = second.applications().getFirst().application();
        Sessions others =
                value(call("GET", sessions, new SessionPageRequest(other, null, null), "slot", "0"), Sessions.class);
        value(
                call(
                        "DELETE",
                        sessions + "/{session}",
                        new Nothing(),
                        "slot",
                        "0",
                        "session",
                        others.sessions().getFirst().session()),
                Done.class);
        assertThat(fixture.hsm.sessions).hasSize(1);

        assertRefused(
                call("DELETE", path + "/{application}", new Nothing(), "slot", "0", "application", "zz"), 404, null);
        assertRefused(call("DELETE", sessions + "/{session}", new Nothing(), "slot", "1", "session", "256"), 404, null);
        assertRefused(call("GET", sessions, new SessionPageRequest("zz", null, null), "slot", "0"), 404, null);
        assertRefused(call("GET", path, new PageRequest("zz", null), "slot", "0"), 400, null);
    }

    private Answer<?> init(String slot, String pin) {
        return call("POST", "/api/v1/slots/{slot}/token", new InitRequest("token", pin(pin)), "slot", slot);
    }

    private Answer<?> userPin(String soPin) {
        return call("PUT", "/api/v1/slots/{slot}/user-pin", new UserPinRequest(pin(soPin), pin(USER_PIN)), "slot", "0");
    }

    private String open(String pin) {
        return value(open(pin(pin)), Opened.class).tokenSession();
    }

    private Answer<?> open(@Nullable Pin pin) {
        return call("POST", "/api/v1/slots/{slot}/sessions", new OpenRequest(pin), "slot", "0");
    }

    private Answer<?> make(
            String session, String type, @Nullable String id, @Nullable Integer bits, @Nullable String curve) {
        return call(
                "POST", SESSIONS + "/keys", new KeyRequest(type, "a label", id, bits, curve), "token-session", session);
    }

    private Answer<?> search(String session, @Nullable String cursor, @Nullable Integer limit, @Nullable String label) {
        return call(
                "GET",
                SESSIONS + "/objects",
                new Search(label, null, null, null, null, cursor, limit),
                "token-session",
                session);
    }

    private Answer<?> call(String method, String path, Record request, String... variables) {
        return fixture.call(routes, method, path, request, variables);
    }
}
