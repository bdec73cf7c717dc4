package io.craton.hsm.auth.state;

import static io.craton.hsm.auth.state.SignInRecords.read;
import static io.craton.hsm.auth.state.SignInRecords.sealed;
import static io.craton.hsm.auth.state.SignInRecords.source;
import static io.craton.hsm.auth.state.SignInRecords.step;
import static io.craton.hsm.auth.state.SignInRecords.time;
import static io.craton.hsm.auth.state.SignInRecords.token;
import static io.craton.hsm.auth.state.SignInRecords.write;

import com.google.protobuf.MessageOrBuilder;
import io.craton.hsm.auth.state.proto.BreakGlassProto;
import io.craton.hsm.auth.state.proto.EnrolmentAllowedProto;
import io.craton.hsm.auth.state.proto.NameEntryProto;
import io.craton.hsm.auth.state.proto.PendingEntryProto;
import io.craton.hsm.auth.state.proto.SecondFactorEntryProto;
import io.craton.hsm.auth.state.proto.SessionEntryProto;
import io.craton.hsm.auth.state.proto.SignInStateProto;
import io.craton.hsm.auth.state.proto.SourceEntryProto;
import io.craton.hsm.core.codec.Check;
import io.craton.hsm.core.codec.CorruptRecordException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.pcollections.PSortedMap;
import org.pcollections.TreePMap;

/**
 * The persisted form of a {@link SignInState}, a snapshot: a {@link SignInStateProto} of version {@value #VERSION}. Equal states have
 * equal bytes. What is read is checked in full; anything else is a {@link CorruptRecordException}. Stateless.
 */
public final class SignInStateCodec {
    static final int VERSION = 1;

    /** Above what every limit of {@link SignInLimits} together comes to. */
    static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final int MAX_ATTEMPTS = 1_000_000;
    private static final String WHAT = "sign-in state";

    private SignInStateCodec() {}

    public static byte[] encode(SignInState state) {
        return Check.readable(toProto(state), SignInStateCodec::fromProto, MAX_BYTES, WHAT);
    }

    public static SignInState decode(byte[] bytes) {
        return fromProto(Check.parse(SignInStateProto.parser(), bytes, MAX_BYTES, WHAT));
    }

    private static SignInStateProto toProto(SignInState state) {
        SignInStateProto.Builder proto = SignInStateProto.newBuilder().setVersion(VERSION);
        state.sessions()
                .forEach((token, session) -> proto.addSessions(SessionEntryProto.newBuilder()
                        .setToken(token.toByteString())
                        .setSession(write(session))));
        state.pending()
                .forEach((token, pending) -> proto.addPending(PendingEntryProto.newBuilder()
                        .setToken(token.toByteString())
                        .setPending(write(pending))));
        state.names()
                .forEach((name, attempts) -> proto.addNames(NameEntryProto.newBuilder()
                        .setName(write(name))
                        .setCount(attempts.count())
                        .setLast(attempts.lastMillis())));
        state.sources()
                .forEach((source, attempts) -> proto.addSources(SourceEntryProto.newBuilder()
                        .setSource(source)
                        .setCount(attempts.count())
                        .setLast(attempts.lastMillis())));
        state.secondFactors()
                .forEach((operator, factor) -> proto.addSecondFactors(SecondFactorEntryProto.newBuilder()
                        .setOperator(write(operator))
                        .setSealedSecret(factor.sealedSecret().toByteString())
                        .setLastStep(factor.lastStep())));
        state.enrolments()
                .forEach((operator, until) -> proto.addEnrolments(EnrolmentAllowedProto.newBuilder()
                        .setOperator(write(operator))
                        .setUntil(until)));
        state.breakGlass().ifPresent(account -> proto.setBreakGlass(proto(account)));
        return proto.build();
    }

    private static BreakGlassProto proto(BreakGlass account) {
        return BreakGlassProto.newBuilder()
                .setVerifier(SignInRecords.write(account.verifier()))
                .setCreated(account.createdMillis())
                .setUses(account.uses())
                .setLastUse(account.lastUseMillis())
                .build();
    }

    private static SignInState fromProto(SignInStateProto proto) {
        Check.version(proto.getVersion(), VERSION, WHAT);
        Check.known(proto);
        return new SignInState(
                map(
                        proto.getSessionsList(),
                        SignInLimits.MAX_SESSIONS,
                        it -> token(it.getToken()),
                        it -> read(it.getSession())),
                map(
                        proto.getPendingList(),
                        SignInLimits.MAX_PENDING,
                        it -> token(it.getToken()),
                        it -> read(it.getPending())),
                map(
                        proto.getNamesList(),
                        SignInLimits.MAX_REMEMBERED,
                        it -> read(it.getName()),
                        it -> attempts(it.getCount(), it.getLast())),
                map(
                        proto.getSourcesList(),
                        SignInLimits.MAX_REMEMBERED,
                        it -> source(it.getSource()),
                        it -> attempts(it.getCount(), it.getLast())),
                map(
                        proto.getSecondFactorsList(),
                        SignInLimits.MAX_OPERATORS,
                        it -> read(it.getOperator()),
                        it -> new SecondFactor(sealed(it.getSealedSecret()), step(it.getLastStep()))),
                map(
                        proto.getEnrolmentsList(),
                        SignInLimits.MAX_OPERATORS,
                        it -> read(it.getOperator()),
                        it -> time(it.getUntil())),
                proto.hasBreakGlass() ? Optional.of(breakGlass(proto.getBreakGlass())) : Optional.empty());
    }

    private static <P extends MessageOrBuilder, K extends Comparable<K>, V> PSortedMap<K, V> map(
            List<P> protos, int max, Function<P, K> key, Function<P, V> value) {
        Check.that(protos.size() <= max, WHAT, "entries", protos.size());
        PSortedMap<K, V> read = TreePMap.empty();
        @Nullable K previous = null;
        for (P proto : protos) {
            Check.known(proto);
            K next = Check.after(previous, key.apply(proto), Comparator.naturalOrder(), WHAT);
            read = read.plus(next, value.apply(proto));
            previous = next;
        }
        return read;
    }

    private static Attempts attempts(int count, long last) {
        return new Attempts((int) Check.within(1, MAX_ATTEMPTS, count, "attempts"), time(last));
    }

    private static BreakGlass breakGlass(BreakGlassProto proto) {
        Check.known(proto);
        return new BreakGlass(
                SignInRecords.read(proto.getVerifier()),
                time(proto.getCreated()),
                (int) Check.within(0, Integer.MAX_VALUE, proto.getUses(), "uses"),
                time(proto.getLastUse()));
    }
}
