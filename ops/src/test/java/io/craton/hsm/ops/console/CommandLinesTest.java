package io.craton.hsm.ops.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Role;
import io.craton.hsm.ops.api.Api;
import io.craton.hsm.ops.api.FakeNode;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.api.Route;
import io.craton.hsm.ops.api.TokenSessions;
import io.craton.hsm.ops.cli.AdminCli;
import io.craton.hsm.ops.config.NodeFiles;
import io.craton.hsm.ops.console.ConsoleSession.OpenToken;
import io.craton.hsm.ops.http.RouteCaller;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The line at the top of each page is a command that the program takes. Pages of a node that is away show it too. */
class CommandLinesTest {
    private static final Operator EVERYBODY =
            new Operator(new OperatorId("certificate", "anne"), Set.of(Role.values()), SecondFactorUse.NOT_REQUIRED);

    @TempDir
    Path directory;

    private TokenSessions sessions;
    private LiveStatus status;
    private Pages pages;
    private PageWriter writer;

    @BeforeEach
    void makePages() throws Exception {
        NodeAccess away = FakeNode.AWAY;
        sessions = new TokenSessions(away);
        RouteCaller api = new RouteCaller(Api.routes(
                new NodeFiles(directory).load(), away, sessions, () -> new Route.Text("text/plain", ""), "test"));
        status = new LiveStatus(api, away);
        writer = new PageWriter(away, "test", Assets.load());
        pages = new Pages(api, writer, status);
    }

    @AfterEach
    void close() {
        status.close();
        sessions.close();
    }

    @Test
    void everyPageShowsACommandThatTheProgramTakes() {
        Set<String> lines = new HashSet<>();
        pages.all()
                .forEach((path, page) -> lines.add(
                        taken(page.render(visit(), new Asked(Map.of("slot", "1", "object", "42"), Map.of(), false)))));
        lines.add(taken(writer.notFound(visit())));
        lines.add(taken(writer.refusedForm(visit())));
        assertThat(lines).hasSizeGreaterThan(8).contains("craton-admin object show --slot 1 42");
    }

    @Test
    void whatStandsInAnAddressIsNotPutIntoACommand() {
        Pages.Renderer page = Objects.requireNonNull(pages.all().get("/sessions"));
        assertThat(taken(page.render(visit(), new Asked(Map.of(), Map.of("slot", "0; rm -rf /"), false))))
                .isEqualTo("craton-admin session list --slot 0");
    }

    private static String taken(Page page) {
        Matcher line = Pattern.compile("<p class=\"cli\">.*?<code>(.*?)</code>", Pattern.DOTALL)
                .matcher(page.html());
        assertThat(line.find()).as(page.html()).isTrue();
        List<String> words = Arrays.asList(line.group(1).split(" "));
        assertThat(words.getFirst()).isEqualTo("craton-admin");
        String[] arguments = words.subList(1, words.size()).toArray(String[]::new);
        assertThatCode(() -> AdminCli.commandLine().parseArgs(arguments))
                .as(line.group(1))
                .doesNotThrowAnyException();
        return line.group(1);
    }

    private static Visit visit() {
        RouteCaller.Caller caller = new RouteCaller.Caller(EVERYBODY, "192.0.2.1");
        ConsoleSession session = new ConsoleSession(caller, "form");
        var _ = session.use(Optional.of(new OpenToken("1", "none", true)));
        return new Visit(session, caller);
    }
}
