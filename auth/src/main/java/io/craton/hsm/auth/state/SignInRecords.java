package io.craton.hsm.auth.state;

import com.google.protobuf.ByteString;
import io.craton.hsm.auth.Identity.ProviderSession;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Operator.SecondFactorUse;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.Role;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.state.proto.OperatorIdProto;
import io.craton.hsm.auth.state.proto.PasswordVerifierProto;
import io.craton.hsm.auth.state.proto.PendingSignInProto;
import io.craton.hsm.auth.state.proto.ProviderSessionProto;
import io.craton.hsm.auth.state.proto.SignInSessionProto;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.codec.Check;
import io.craton.hsm.core.codec.CorruptRecordException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parts that events and snapshots share. */
final class SignInRecords {
    static final int MAX_SEALED_BYTES = 1_024;
    private static final int MAX_CLAIM_BYTES = 1_024;
    private static final int MAX_ITERATIONS = 100_000_000;

    private SignInRecords() {}

    static OperatorIdProto write(OperatorId id) {
        return OperatorIdProto.newBuilder()
                .setProvider(id.provider())
                .setName(id.name())
                .build();
    }

    static OperatorId read(OperatorIdProto proto) {
        Check.known(proto);
        try {
            return new OperatorId(proto.getProvider(), proto.getName());
        } catch (IllegalArgumentException e) {
            throw new CorruptRecordException("operator that can have no such name", e);
        }
    }

    static Octets token(ByteString found) {
        return Check.octets(found, SessionToken.BYTES, SessionToken.BYTES, "token hash");
    }

    static Octets sealed(ByteString found) {
        return Check.octets(found, 1, MAX_SEALED_BYTES, "sealed secret");
    }

    static long time(long found) {
        return Check.within(0, Long.MAX_VALUE / 4, found, "time");
    }

    static long step(long found) {
        return Check.within(0, Long.MAX_VALUE / 4, found, "step");
    }

    static String source(String found) {
        return Check.text(found, 1, SignInLimits.MAX_SOURCE_BYTES, "source");
    }

    static List<Integer> write(Set<Role> roles) {
        return roles.stream().map(Role::id).sorted().toList();
    }

    private static Set<Role> roles(List<Integer> ids) {
        Set<Role> roles = EnumSet.noneOf(Role.class);
        @Nullable Integer previous = null;
        for (Integer id : ids) {
            previous = Check.after(previous, id, Comparator.naturalOrder(), "roles");
            roles.add(Role.withId(id).orElseThrow(() -> new CorruptRecordException("role " + id)));
        }
        return roles;
    }

    private static ProviderSessionProto write(ProviderSession session) {
        ProviderSessionProto.Builder proto =
                ProviderSessionProto.newBuilder().setIssuer(session.issuer()).setSubject(session.subject());
        session.sessionId().ifPresent(proto::setSessionId);
        return proto.build();
    }

    private static ProviderSession read(ProviderSessionProto proto) {
        Check.known(proto);
        return new ProviderSession(
                Check.text(proto.getIssuer(), 1, MAX_CLAIM_BYTES, "issuer"),
                Check.text(proto.getSubject(), 1, MAX_CLAIM_BYTES, "subject"),
                proto.hasSessionId()
                        ? Optional.of(Check.text(proto.getSessionId(), 1, MAX_CLAIM_BYTES, "session id"))
                        : Optional.empty());
    }

    static PendingSignInProto write(PendingSignIn pending) {
        PendingSignInProto.Builder proto = PendingSignInProto.newBuilder()
                .setOperator(write(pending.operator()))
                .addAllRoles(write(pending.roles()))
                .setSource(pending.source())
                .setStarted(pending.startedMillis());
        pending.provider().ifPresent(session -> proto.setProvider(write(session)));
        pending.enrolment().ifPresent(secret -> proto.setEnrolment(secret.toByteString()));
        return proto.build();
    }

    static PendingSignIn read(PendingSignInProto proto) {
        Check.known(proto);
        return new PendingSignIn(
                read(proto.getOperator()),
                roles(proto.getRolesList()),
                source(proto.getSource()),
                proto.hasProvider() ? Optional.of(read(proto.getProvider())) : Optional.empty(),
                time(proto.getStarted()),
                proto.hasEnrolment() ? Optional.of(sealed(proto.getEnrolment())) : Optional.empty());
    }

    static SignInSessionProto write(SignInSession session) {
        SignInSessionProto.Builder proto = SignInSessionProto.newBuilder()
                .setOperator(write(session.operator().id()))
                .addAllRoles(write(session.operator().roles()))
                .setSecondFactor(idOf(session.operator().secondFactor()))
                .setSource(session.source())
                .setIdle(session.terms().idleMillis())
                .setAbsolute(session.terms().absoluteMillis())
                .setOpened(session.openedMillis())
                .setSeen(session.seenMillis());
        session.provider().ifPresent(provider -> proto.setProvider(write(provider)));
        return proto.build();
    }

    static SignInSession read(SignInSessionProto proto) {
        Check.known(proto);
        Check.that(SessionTerms.isValid(proto.getIdle(), proto.getAbsolute()), "session terms out of bounds");
        return new SignInSession(
                new Operator(
                        read(proto.getOperator()),
                        roles(proto.getRolesList()),
                        secondFactorUse(proto.getSecondFactor())),
                source(proto.getSource()),
                proto.hasProvider() ? Optional.of(read(proto.getProvider())) : Optional.empty(),
                new SessionTerms(proto.getIdle(), proto.getAbsolute()),
                time(proto.getOpened()),
                time(proto.getSeen()));
    }

    private static int idOf(SecondFactorUse use) {
        return switch (use) {
            case NOT_REQUIRED -> 1;
            case SHOWN -> 2;
            case EXEMPT -> 3;
        };
    }

    private static SecondFactorUse secondFactorUse(int id) {
        return switch (id) {
            case 1 -> SecondFactorUse.NOT_REQUIRED;
            case 2 -> SecondFactorUse.SHOWN;
            case 3 -> SecondFactorUse.EXEMPT;
            default -> throw new CorruptRecordException("second factor use " + id);
        };
    }

    static PasswordVerifierProto write(PasswordVerifier verifier) {
        return PasswordVerifierProto.newBuilder()
                .setSalt(verifier.salt().toByteString())
                .setIterations(verifier.iterations())
                .setHash(verifier.hash().toByteString())
                .build();
    }

    /** A verifier that is weaker than any that was ever written is not one of ours. */
    static PasswordVerifier read(PasswordVerifierProto proto) {
        Check.known(proto);
        return new PasswordVerifier(
                Check.octets(proto.getSalt(), PasswordVerifier.SALT_BYTES, PasswordVerifier.SALT_BYTES, "salt"),
                (int) Check.within(PasswordVerifier.ITERATIONS, MAX_ITERATIONS, proto.getIterations(), "iterations"),
                Check.octets(proto.getHash(), PasswordVerifier.HASH_BYTES, PasswordVerifier.HASH_BYTES, "hash"));
    }
}
