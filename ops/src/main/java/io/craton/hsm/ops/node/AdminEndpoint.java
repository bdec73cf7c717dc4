package io.craton.hsm.ops.node;

import io.craton.hsm.actors.system.NodeSystemException;
import io.craton.hsm.actors.system.PemFiles;
import io.craton.hsm.auth.RoleMapping;
import io.craton.hsm.auth.certificate.CertificateAuthenticator;
import io.craton.hsm.auth.certificate.CertificateSettings;
import io.craton.hsm.ops.api.Api;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.config.NodeConfiguration;
import io.craton.hsm.ops.config.NodeConfiguration.Admin;
import io.craton.hsm.ops.http.ApiListener;
import io.craton.hsm.ops.http.CertificateGate;
import io.craton.hsm.ops.http.ListenerSettings;
import java.io.IOException;
import java.time.Clock;
import java.util.Set;

/** Puts the administration API together: who is let in, what there is to ask, where it listens. */
final class AdminEndpoint {
    /** The name operators of client certificates carry. */
    private static final String PROVIDER = "certificate";

    private AdminEndpoint() {}

    static ApiListener start(NodeConfiguration configuration, Admin admin, NodeAccess node) throws NodeStartException {
        try {
            CertificateSettings certificates = new CertificateSettings(
                    PROVIDER,
                    Set.copyOf(PemFiles.certificates(admin.operators().authorities())),
                    admin.operators().revocationLists());
            CertificateGate gate = new CertificateGate(
                    new CertificateAuthenticator(certificates, Clock.systemUTC()),
                    RoleMapping.of(admin.operators().roles()));
            return ApiListener.start(
                    new ListenerSettings(
                            admin.host(),
                            admin.port(),
                            admin.certificate(),
                            admin.privateKey(),
                            admin.operators().authorities()),
                    gate,
                    Api.routes(node, configuration.cluster().name()));
        } catch (IllegalArgumentException | NodeSystemException e) {
            throw new NodeStartException("admin.operators: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new NodeStartException(String.valueOf(e.getMessage()), e);
        }
    }
}
