package io.craton.hsm.auth.state;

import static io.craton.hsm.auth.state.SignInRecords.read;
import static io.craton.hsm.auth.state.SignInRecords.sealed;
import static io.craton.hsm.auth.state.SignInRecords.source;
import static io.craton.hsm.auth.state.SignInRecords.step;
import static io.craton.hsm.auth.state.SignInRecords.time;
import static io.craton.hsm.auth.state.SignInRecords.token;
import static io.craton.hsm.auth.state.SignInRecords.write;

import com.google.protobuf.ByteString;
import io.craton.hsm.auth.OperatorId;
import io.craton.hsm.auth.state.SignInEvent.End;
import io.craton.hsm.auth.state.proto.AttemptCountedProto;
import io.craton.hsm.auth.state.proto.AttemptReturnedProto;
import io.craton.hsm.auth.state.proto.BreakGlassCreatedProto;
import io.craton.hsm.auth.state.proto.BreakGlassUsedProto;
import io.craton.hsm.auth.state.proto.EnrolmentAllowedProto;
import io.craton.hsm.auth.state.proto.EnrolmentPreparedProto;
import io.craton.hsm.auth.state.proto.EnrolmentsLapsedProto;
import io.craton.hsm.auth.state.proto.PendingDroppedProto;
import io.craton.hsm.auth.state.proto.SecondFactorEnrolledProto;
import io.craton.hsm.auth.state.proto.SecondFactorShownProto;
import io.craton.hsm.auth.state.proto.SessionOpenedProto;
import io.craton.hsm.auth.state.proto.SessionSeenProto;
import io.craton.hsm.auth.state.proto.SessionsEndedProto;
import io.craton.hsm.auth.state.proto.SignInEventProto;
import io.craton.hsm.auth.state.proto.SignInStartedProto;
import io.craton.hsm.core.Octets;
import io.craton.hsm.core.codec.Check;
import io.craton.hsm.core.codec.CorruptRecordException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The persisted form of a {@link SignInEvent}: a {@link SignInEventProto} of version {@value #VERSION}, at most {@value #MAX_BYTES}
 * bytes. What is read is checked in full; anything else is a {@link CorruptRecordException}. What could not be read back is not written:
 * {@link IllegalArgumentException}, a defect of the caller. Stateless.
 */
public final class SignInEventCodec {
    static final int VERSION = 1;

    /** Room for the end of every session at once, or of every enrolment. */
    static final int MAX_BYTES = 4 * 1024 * 1024;

    private static final String WHAT = "sign-in event";

    private SignInEventCodec() {}

    public static byte[] encode(SignInEvent event) {
        return Check.readable(toProto(event), SignInEventCodec::fromProto, MAX_BYTES, WHAT);
    }

    public static SignInEvent decode(byte[] bytes) {
        return fromProto(Check.parse(SignInEventProto.parser(), bytes, MAX_BYTES, WHAT));
    }

    private static SignInEventProto toProto(SignInEvent event) {
        SignInEventProto.Builder proto = SignInEventProto.newBuilder().setVersion(VERSION);
        switch (event) {
            case SignInEvent.AttemptCounted it -> {
                AttemptCountedProto.Builder counted =
                        AttemptCountedProto.newBuilder().setAt(it.atMillis()).setSource(it.source());
                it.name().ifPresent(name -> counted.setName(write(name)));
                proto.setAttemptCounted(counted);
            }
            case SignInEvent.AttemptReturned it ->
                proto.setAttemptReturned(AttemptReturnedProto.newBuilder().setSource(it.source()));
            case SignInEvent.SignInStarted it ->
                proto.setSignInStarted(SignInStartedProto.newBuilder()
                        .setPending(it.pending().toByteString())
                        .setSignIn(write(it.signIn())));
            case SignInEvent.EnrolmentPrepared it ->
                proto.setEnrolmentPrepared(EnrolmentPreparedProto.newBuilder()
                        .setPending(it.pending().toByteString())
                        .setSealedSecret(it.sealedSecret().toByteString()));
            case SignInEvent.SecondFactorEnrolled it ->
                proto.setSecondFactorEnrolled(SecondFactorEnrolledProto.newBuilder()
                        .setOperator(write(it.operator()))
                        .setSealedSecret(it.sealedSecret().toByteString())
                        .setStep(it.step()));
            case SignInEvent.SecondFactorShown it ->
                proto.setSecondFactorShown(SecondFactorShownProto.newBuilder()
                        .setOperator(write(it.operator()))
                        .setStep(it.step()));
            case SignInEvent.SecondFactorReset it -> proto.setSecondFactorReset(write(it.operator()));
            case SignInEvent.EnrolmentAllowed it ->
                proto.setEnrolmentAllowed(EnrolmentAllowedProto.newBuilder()
                        .setOperator(write(it.operator()))
                        .setUntil(it.untilMillis()));
            case SignInEvent.SessionOpened it -> proto.setSessionOpened(proto(it));
            case SignInEvent.SessionSeen it ->
                proto.setSessionSeen(SessionSeenProto.newBuilder()
                        .setSession(it.session().toByteString())
                        .setAt(it.atMillis()));
            case SignInEvent.SessionsEnded it ->
                proto.setSessionsEnded(SessionsEndedProto.newBuilder()
                        .addAllSessions(bytes(it.sessions()))
                        .setEnd(it.end().id()));
            case SignInEvent.PendingDropped it ->
                proto.setPendingDropped(PendingDroppedProto.newBuilder().addAllPending(bytes(it.pending())));
            case SignInEvent.EnrolmentsLapsed it ->
                proto.setEnrolmentsLapsed(EnrolmentsLapsedProto.newBuilder()
                        .addAllOperators(it.operators().stream()
                                .map(SignInRecords::write)
                                .toList()));
            case SignInEvent.NameUnlocked it -> proto.setNameUnlocked(write(it.name()));
            case SignInEvent.BreakGlassCreated it ->
                proto.setBreakGlassCreated(
                        BreakGlassCreatedProto.newBuilder().setAt(it.atMillis()).setVerifier(write(it.verifier())));
            case SignInEvent.BreakGlassUsed it ->
                proto.setBreakGlassUsed(
                        BreakGlassUsedProto.newBuilder().setAt(it.atMillis()).setSource(it.source()));
        }
        return proto.build();
    }

    private static SessionOpenedProto.Builder proto(SignInEvent.SessionOpened it) {
        SessionOpenedProto.Builder proto = SessionOpenedProto.newBuilder()
                .setSession(it.session().toByteString())
                .setSignIn(write(it.signIn()))
                .setForgiven(write(it.forgiven()));
        it.finished().ifPresent(pending -> proto.setFinished(pending.toByteString()));
        return proto;
    }

    private static List<ByteString> bytes(List<Octets> tokens) {
        return tokens.stream().map(Octets::toByteString).toList();
    }

    private static SignInEvent fromProto(SignInEventProto proto) {
        Check.version(proto.getVersion(), VERSION, WHAT);
        Check.known(proto);
        return switch (proto.getEventCase()) {
            case ATTEMPT_COUNTED -> event(proto.getAttemptCounted());
            case ATTEMPT_RETURNED -> event(proto.getAttemptReturned());
            case SIGN_IN_STARTED -> event(proto.getSignInStarted());
            case ENROLMENT_PREPARED -> event(proto.getEnrolmentPrepared());
            case SECOND_FACTOR_ENROLLED -> event(proto.getSecondFactorEnrolled());
            case SECOND_FACTOR_SHOWN -> event(proto.getSecondFactorShown());
            case SECOND_FACTOR_RESET -> new SignInEvent.SecondFactorReset(read(proto.getSecondFactorReset()));
            case ENROLMENT_ALLOWED -> event(proto.getEnrolmentAllowed());
            case SESSION_OPENED -> event(proto.getSessionOpened());
            case SESSION_SEEN -> event(proto.getSessionSeen());
            case SESSIONS_ENDED -> event(proto.getSessionsEnded());
            case PENDING_DROPPED -> event(proto.getPendingDropped());
            case ENROLMENTS_LAPSED -> event(proto.getEnrolmentsLapsed());
            case NAME_UNLOCKED -> new SignInEvent.NameUnlocked(read(proto.getNameUnlocked()));
            case BREAK_GLASS_CREATED -> event(proto.getBreakGlassCreated());
            case BREAK_GLASS_USED -> event(proto.getBreakGlassUsed());
            case EVENT_NOT_SET -> throw new CorruptRecordException(WHAT + " of no kind");
        };
    }

    private static SignInEvent event(AttemptCountedProto it) {
        Check.known(it);
        Optional<OperatorId> name = it.hasName() ? Optional.of(read(it.getName())) : Optional.empty();
        return new SignInEvent.AttemptCounted(time(it.getAt()), name, source(it.getSource()));
    }

    private static SignInEvent event(AttemptReturnedProto it) {
        Check.known(it);
        return new SignInEvent.AttemptReturned(source(it.getSource()));
    }

    private static SignInEvent event(SignInStartedProto it) {
        Check.known(it);
        return new SignInEvent.SignInStarted(token(it.getPending()), read(it.getSignIn()));
    }

    private static SignInEvent event(EnrolmentPreparedProto it) {
        Check.known(it);
        return new SignInEvent.EnrolmentPrepared(token(it.getPending()), sealed(it.getSealedSecret()));
    }

    private static SignInEvent event(SecondFactorEnrolledProto it) {
        Check.known(it);
        return new SignInEvent.SecondFactorEnrolled(
                read(it.getOperator()), sealed(it.getSealedSecret()), step(it.getStep()));
    }

    private static SignInEvent event(SecondFactorShownProto it) {
        Check.known(it);
        return new SignInEvent.SecondFactorShown(read(it.getOperator()), step(it.getStep()));
    }

    private static SignInEvent event(EnrolmentAllowedProto it) {
        Check.known(it);
        return new SignInEvent.EnrolmentAllowed(read(it.getOperator()), time(it.getUntil()));
    }

    private static SignInEvent event(SessionOpenedProto it) {
        Check.known(it);
        return new SignInEvent.SessionOpened(
                token(it.getSession()),
                read(it.getSignIn()),
                read(it.getForgiven()),
                it.hasFinished() ? Optional.of(token(it.getFinished())) : Optional.empty());
    }

    private static SignInEvent event(SessionSeenProto it) {
        Check.known(it);
        return new SignInEvent.SessionSeen(token(it.getSession()), time(it.getAt()));
    }

    private static SignInEvent event(SessionsEndedProto it) {
        Check.known(it);
        return new SignInEvent.SessionsEnded(tokens(it.getSessionsList()), end(it.getEnd()));
    }

    private static SignInEvent event(PendingDroppedProto it) {
        Check.known(it);
        return new SignInEvent.PendingDropped(tokens(it.getPendingList()));
    }

    private static SignInEvent event(EnrolmentsLapsedProto it) {
        Check.known(it);
        return new SignInEvent.EnrolmentsLapsed(
                it.getOperatorsList().stream().map(SignInRecords::read).toList());
    }

    private static SignInEvent event(BreakGlassCreatedProto it) {
        Check.known(it);
        return new SignInEvent.BreakGlassCreated(time(it.getAt()), read(it.getVerifier()));
    }

    private static SignInEvent event(BreakGlassUsedProto it) {
        Check.known(it);
        return new SignInEvent.BreakGlassUsed(time(it.getAt()), source(it.getSource()));
    }

    private static List<Octets> tokens(List<ByteString> found) {
        return found.stream().map(SignInRecords::token).toList();
    }

    private static End end(int id) {
        return Arrays.stream(End.values())
                .filter(end -> end.id() == id)
                .findFirst()
                .orElseThrow(() -> new CorruptRecordException("end of session " + id));
    }
}
