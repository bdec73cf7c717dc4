package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;

import io.craton.hsm.actors.system.NodeSystemException;
import io.craton.hsm.actors.system.PemFiles;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.auth.Role;
import io.craton.hsm.ops.api.Route.Method;
import io.craton.hsm.ops.api.Route.Nothing;
import io.craton.hsm.ops.config.NodeConfiguration.Admin;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Where operators come from on the node that answers, and whether that works now. */
final class ProviderResource {
    private static final String CERTIFICATE = "certificate";

    /** @param groups what each gives */
    record Providers(List<Provider> providers, List<Group> groups) {}

    record Provider(String name, String kind, List<Fact> facts) {}

    record Fact(String name, String value) {}

    record Group(String group, List<String> roles) {}

    /** @param words what was found, in a sentence or two */
    record Check(boolean ok, String words) {}

    private final Optional<Admin> admin;

    ProviderResource(Optional<Admin> admin) {
        this.admin = admin;
    }

    List<Route<?, ?>> routes() {
        return List.of(
                new Route<>(
                        Method.GET,
                        "/api/v1/operators/providers",
                        needs(Permission.VIEW_STATUS),
                        Nothing.class,
                        Providers.class,
                        "Providers of operators, and the roles of each group",
                        _ -> Answer.of(providers())),
                new Route<>(
                        Method.POST,
                        "/api/v1/operators/providers/{provider}/test",
                        needs(Permission.MANAGE_OPERATORS),
                        Nothing.class,
                        Check.class,
                        "Try whether a provider can let anybody in now",
                        this::test));
    }

    private Providers providers() {
        return new Providers(
                admin.stream().map(ProviderResource::certificates).toList(),
                admin.stream()
                        .flatMap(it -> it.operators().roles().entrySet().stream())
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> new Group(
                                entry.getKey(),
                                entry.getValue().stream()
                                        .sorted()
                                        .map(Role::label)
                                        .toList()))
                        .toList());
    }

    private static Provider certificates(Admin it) {
        return new Provider(
                CERTIFICATE,
                "client certificates",
                List.of(
                        new Fact("Authorities", fileName(it.operators().authorities())),
                        new Fact(
                                "Revocation lists",
                                String.join(
                                        ", ",
                                        it.operators().revocationLists().stream()
                                                .map(ProviderResource::fileName)
                                                .toList()))));
    }

    private static String fileName(Path file) {
        return String.valueOf(file.getFileName());
    }

    private Answer<Check> test(ApiCall<Nothing> call) {
        if (admin.isEmpty() || !call.parameter("provider").equals(CERTIFICATE)) {
            return Parameters.noSuch("provider");
        }
        try {
            return Answer.of(check(admin.get(), Instant.now()));
        } catch (IOException | GeneralSecurityException | NodeSystemException e) {
            return Answer.of(new Check(false, "A file of it cannot be read: " + e.getMessage() + "."));
        }
    }

    /** Every certificate sign-in needs all lists to be there and in force, and an authority within its time. */
    private static Check check(Admin admin, Instant now) throws IOException, GeneralSecurityException {
        Instant until = Instant.MAX;
        for (X509Certificate authority : PemFiles.certificates(admin.operators().authorities())) {
            Instant end = authority.getNotAfter().toInstant();
            if (end.isBefore(now)) {
                return new Check(
                        false, "The authority " + authority.getSubjectX500Principal() + " expired at " + end + ".");
            }
            until = end.isBefore(until) ? end : until;
        }
        int revoked = 0;
        for (Path file : admin.operators().revocationLists()) {
            X509CRL list = revocationList(file);
            Instant end = list.getNextUpdate() == null
                    ? Instant.MIN
                    : list.getNextUpdate().toInstant();
            if (end.isBefore(now)) {
                return new Check(
                        false,
                        "The revocation list " + fileName(file)
                                + " is out of date: nobody is let in until it is renewed.");
            }
            until = end.isBefore(until) ? end : until;
            revoked += list.getRevokedCertificates() == null
                    ? 0
                    : list.getRevokedCertificates().size();
        }
        return new Check(
                true,
                "Authorities and revocation lists are in force until " + until + "; " + revoked
                        + " certificates are revoked.");
    }

    private static X509CRL revocationList(Path file) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(file)) {
            return (X509CRL) CertificateFactory.getInstance("X.509").generateCRL(in);
        }
    }
}
