package io.craton.hsm.ops.api;

import static io.craton.hsm.ops.api.Access.needs;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.NamedCurve;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.ops.api.Route.Method;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Making keys in a token. */
final class KeyResource {
    private static final int DEFAULT_RSA_BITS = 3_072;
    private static final int DEFAULT_SECRET_BITS = 256;

    /**
     * @param type {@code rsa}, {@code ec}, {@code aes} or {@code generic-secret}
     * @param bits of an RSA modulus (3072 unless told otherwise) or a secret key (256)
     * @param curve {@code p-256} (unless told otherwise) or {@code p-384}
     * @param id hexadecimal
     */
    record KeyRequest(
            String type,
            String label,
            @Nullable String id,
            @Nullable Integer bits,
            @Nullable String curve) {}

    /** @param publicKey absent for a secret key */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Made(String key, @Nullable String publicKey) {}

    private final NodeAccess access;
    private final TokenSessions sessions;

    KeyResource(NodeAccess access, TokenSessions sessions) {
        this.access = access;
        this.sessions = sessions;
    }

    List<Route<?, ?>> routes() {
        return List.of(new Route<>(
                Method.POST,
                "/api/v1/token-sessions/{token-session}/keys",
                needs(Permission.MANAGE_OBJECTS),
                KeyRequest.class,
                Made.class,
                "Make a key or a key pair in the token: private, sensitive, not extractable",
                this::make));
    }

    private Answer<Made> make(ApiCall<KeyRequest> call) {
        return sessions.find(call.parameter("token-session"), call.caller().id())
                .map(session -> ServingNode.hsm(access, hsm -> make(hsm, session, call)))
                .orElseGet(() -> Parameters.noSuch("token session of yours on this node"));
    }

    private static Answer<Made> make(HsmService hsm, TokenSession session, ApiCall<KeyRequest> call) {
        KeyRequest asked = call.request();
        Optional<Attributes> common = common(asked);
        if (common.isEmpty()) {
            return Answer.refused(ProblemKind.MALFORMED_REQUEST, "The id is not hexadecimal.");
        }
        return switch (asked.type()) {
            case "rsa" ->
                pair(
                        hsm,
                        session,
                        call,
                        Mechanism.RSA_PKCS_KEY_PAIR_GEN,
                        common.get().toBuilder()
                                .put(AttributeType.MODULUS_BITS, asked.bits() == null ? DEFAULT_RSA_BITS : asked.bits())
                                .build(),
                        common.get());
            case "ec" ->
                curve(asked)
                        .map(curve -> pair(
                                hsm,
                                session,
                                call,
                                Mechanism.EC_KEY_PAIR_GEN,
                                common.get().toBuilder()
                                        .put(AttributeType.EC_PARAMS, curve.ecParams())
                                        .build(),
                                common.get()))
                        .orElseGet(() -> Answer.refused(ProblemKind.MALFORMED_REQUEST, "The curve is p-256 or p-384."));
            case "aes" -> secret(hsm, session, call, Mechanism.AES_KEY_GEN, common.get());
            case "generic-secret" -> secret(hsm, session, call, Mechanism.GENERIC_SECRET_KEY_GEN, common.get());
            default -> Answer.refused(ProblemKind.MALFORMED_REQUEST, "The type is rsa, ec, aes or generic-secret.");
        };
    }

    private static Optional<Attributes> common(KeyRequest asked) {
        Attributes.Builder common = Attributes.builder()
                .put(AttributeType.TOKEN, true)
                .put(AttributeType.LABEL, Octets.wrap(asked.label().getBytes(StandardCharsets.UTF_8)));
        try {
            return Optional.of(
                    asked.id() == null
                            ? common.build()
                            : common.put(AttributeType.ID, Octets.ofHex(asked.id()))
                                    .build());
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static Optional<NamedCurve> curve(KeyRequest asked) {
        String curve = asked.curve() == null ? "p-256" : asked.curve();
        return switch (curve.toLowerCase(Locale.ROOT)) {
            case "p-256" -> Optional.of(NamedCurve.P_256);
            case "p-384" -> Optional.of(NamedCurve.P_384);
            default -> Optional.empty();
        };
    }

    private static Answer<Made> pair(
            HsmService hsm,
            TokenSession session,
            ApiCall<KeyRequest> call,
            Mechanism mechanism,
            Attributes publicKey,
            Attributes common) {
        Attributes privateKey = common.toBuilder()
                .put(AttributeType.PRIVATE, true)
                .put(AttributeType.SENSITIVE, true)
                .put(AttributeType.EXTRACTABLE, false)
                .build();
        return Answer.of(
                session.use(
                        call.deadlineNanos(),
                        it -> hsm.generateKeyPair(
                                it, session.handle(), mechanism, Template.of(publicKey), Template.of(privateKey))),
                made -> new Made(text(made.privateKey()), text(made.publicKey())));
    }

    private static Answer<Made> secret(
            HsmService hsm, TokenSession session, ApiCall<KeyRequest> call, Mechanism mechanism, Attributes common) {
        Integer asked = call.request().bits();
        int bits = asked == null ? DEFAULT_SECRET_BITS : asked;
        if (bits <= 0 || bits % 8 != 0) {
            return Answer.refused(ProblemKind.MALFORMED_REQUEST, "A secret key has a multiple of 8 bits.");
        }
        Attributes template = common.toBuilder()
                .put(AttributeType.VALUE_LEN, bits / 8)
                .put(AttributeType.PRIVATE, true)
                .put(AttributeType.SENSITIVE, true)
                .put(AttributeType.EXTRACTABLE, false)
                .build();
        return Answer.of(
                session.use(
                        call.deadlineNanos(),
                        it -> hsm.generateKey(it, session.handle(), mechanism, Template.of(template))),
                made -> new Made(text(made), null));
    }

    private static String text(ObjectHandle handle) {
        return Long.toUnsignedString(handle.value());
    }
}
