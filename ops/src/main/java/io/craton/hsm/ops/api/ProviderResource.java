package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;

import io.craton.hsm.auth.Permission;
import io.craton.hsm.auth.ProviderCheck.Result;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.ldap.LdapSettings;
import io.craton.hsm.auth.state.BreakGlass;
import io.craton.hsm.auth.state.OperatorState.OperatorStateUnavailableException;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.config.NodeConfiguration.Admin;
import io.craton.hsm.ops.config.NodeConfiguration.Directory;
import io.craton.hsm.ops.config.NodeConfiguration.OpenId;
import io.craton.hsm.ops.config.NodeConfiguration.Operators;
import io.craton.hsm.ops.operators.CertificateProvider;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Where operators come from on the node that answers, which roles that gives, and whether it works now. */
final class ProviderResource {
    record Providers(List<Provider> providers) {}

    /** @param groups what each gives */
    record Provider(String name, String kind, List<Fact> facts, List<Group> groups) {}

    record Fact(String name, String value) {}

    record Group(String group, List<String> roles) {}

    /** @param words what was found, in a sentence or two */
    record Check(boolean ok, String words) {}

    private final NodeConfiguration configuration;
    private final NodeAccess node;

    ProviderResource(NodeConfiguration configuration, NodeAccess node) {
        this.configuration = configuration;
        this.node = node;
    }

    List<Route<?, ?>> routes() {
        return List.of(
                new Route<>(
                        Method.GET,
                        "/api/v1/operators/providers",
                        needs(Permission.VIEW_STATUS),
                        Nothing.class,
                        Providers.class,
                        "Providers of operators, and the roles that each gives to its groups",
                        _ -> Answer.of(new Providers(providers()))),
                new Route<>(
                        Method.POST,
                        "/api/v1/operators/providers/{provider}/test",
                        needs(Permission.MANAGE_OPERATORS),
                        Nothing.class,
                        Check.class,
                        "Try whether a provider can let anybody in now",
                        this::test));
    }

    private List<Provider> providers() {
        List<Provider> providers = new ArrayList<>();
        operators().ifPresent(it -> providers.add(certificates(it)));
        configuration.signIn().directories().forEach(it -> providers.add(directory(it)));
        configuration.signIn().openId().forEach(it -> providers.add(openId(it)));
        providers.add(new Provider(
                BreakGlass.ID.provider(),
                "break-glass account",
                List.of(
                        new Fact("Name", BreakGlass.ID.name()),
                        new Fact("Second factor", "none; each use is an alarm")),
                groups(Map.of(BreakGlass.ID.name(), BreakGlass.ROLES))));
        return providers;
    }

    private Optional<Operators> operators() {
        return configuration.admin().map(Admin::operators);
    }

    private static Provider certificates(Operators it) {
        return new Provider(
                CertificateProvider.NAME,
                "client certificates",
                List.of(
                        new Fact("Authorities", fileNames(List.of(it.authorities()))),
                        new Fact("Revocation lists", fileNames(it.revocationLists()))),
                groups(it.roles()));
    }

    private static Provider directory(Directory it) {
        return new Provider(
                it.name(),
                it.security() == LdapSettings.Security.LDAPS ? "LDAP directory, LDAPS" : "LDAP directory, StartTLS",
                List.of(
                        new Fact(
                                "Servers",
                                it.servers().stream()
                                        .map(server -> server.host() + ":" + server.port())
                                        .collect(Collectors.joining(", "))),
                        new Fact("People below", it.people().base()),
                        new Fact("Groups below", it.groups().base()),
                        new Fact("Service account", it.accountDn())),
                groups(it.roles()));
    }

    private static Provider openId(OpenId it) {
        return new Provider(
                it.name(),
                "OpenID Connect",
                List.of(
                        new Fact("Issuer", it.issuer().toString()),
                        new Fact("Client", it.clientId()),
                        new Fact("Browsers return to", it.redirect().toString())),
                groups(it.roles()));
    }

    private static String fileNames(Collection<Path> files) {
        return files.stream().map(file -> String.valueOf(file.getFileName())).collect(Collectors.joining(", "));
    }

    private static List<Group> groups(Map<String, Set<Role>> roles) {
        return roles.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(entry -> new Group(
                        entry.getKey(),
                        entry.getValue().stream().sorted().map(Role::label).toList()))
                .toList();
    }

    private Answer<Check> test(ApiCall<Nothing> call) {
        String provider = call.parameter("provider");
        if (provider.equals(CertificateProvider.NAME) && operators().isPresent()) {
            return answer(new CertificateCheck(operators().get(), Clock.systemUTC()).check());
        }
        try {
            return ServingNode.desk(
                    node,
                    desk -> desk.check(provider)
                            .map(ProviderResource::answer)
                            .orElseGet(() -> Parameters.noSuch("provider")));
        } catch (OperatorStateUnavailableException e) {
            return Answer.refused(ProblemKind.UNAVAILABLE, "No majority of nodes answers.");
        }
    }

    private static Answer<Check> answer(Result result) {
        return Answer.of(new Check(result.works(), result.words()));
    }
}
