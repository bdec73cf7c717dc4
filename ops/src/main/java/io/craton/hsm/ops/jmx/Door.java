package io.craton.hsm.ops.jmx;

import io.craton.hsm.auth.Credentials.NameAndPassword;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.SignIn;
import io.craton.hsm.auth.desk.SourceAddress;
import io.craton.hsm.auth.state.OperatorState.OperatorStateUnavailableException;
import io.craton.hsm.ops.http.CallerGate;
import io.craton.hsm.ops.operators.OperatorDesk;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import javax.management.remote.JMXAuthenticator;
import javax.management.remote.JMXPrincipal;
import javax.security.auth.Subject;
import org.jspecify.annotations.Nullable;

/**
 * Where JMX clients are recognised: by the certificate of their TLS connection, judged anew at every call, or by what they send when they
 * connect: {@code provider/name}, a password, and where one is needed a one-time code. What is sent counts before the certificate. A
 * second factor that is asked for and not there refuses. Thread-safe.
 */
final class Door implements JMXAuthenticator {
    private static final String FORM =
            "credentials are PROVIDER/NAME, a password and, where one is needed, a one-time code";
    private static final int WITHOUT_CODE = 2;
    private static final int WITH_CODE = 3;

    private final CallerGate gate;
    private final Supplier<Optional<OperatorDesk>> desk;
    private final boolean passwords;
    private final AtomicLong numbers = new AtomicLong();
    private final Map<String, SignedIn> signedIn = new ConcurrentHashMap<>();

    Door(CallerGate gate, Supplier<Optional<OperatorDesk>> desk, boolean passwords) {
        this.gate = gate;
        this.desk = desk;
        this.passwords = passwords;
    }

    /**
     * Who makes the call that this thread carries out.
     *
     * @throws SecurityException without a reason the peer could learn from, which the log has
     */
    Operator caller() {
        Subject subject = Subject.current();
        if (subject != null) {
            for (SignedIn each : subject.getPrivateCredentials(SignedIn.class)) {
                return each.operator().orElseThrow(() -> new SecurityException("the sign-in is over"));
            }
        }
        return byCertificate();
    }

    private Operator byCertificate() {
        Peer peer = Peer.current().orElseThrow(() -> new SecurityException("not signed in"));
        return switch (gate.identify(peer.chain(), Optional.empty())) {
            case CallerGate.Decision.Known(Operator operator) -> operator;
            case CallerGate.Decision.Refused(Refusal refusal) -> {
                CallGuard.CALLS.info("a JMX peer is refused: {}, {}", refusal.reason(), refusal.detail());
                throw new SecurityException("not signed in");
            }
            case CallerGate.Decision.Anonymous _ -> throw new SecurityException("not signed in: " + FORM);
        };
    }

    @Override
    public Subject authenticate(@Nullable Object credentials) {
        if (credentials == null) {
            return subject(byCertificate(), Optional.empty());
        }
        if (!passwords) {
            throw new SecurityException("JMX takes a client certificate here, and no password");
        }
        if (!(credentials instanceof String[] shown) || shown.length < WITHOUT_CODE || shown.length > WITH_CODE) {
            throw new SecurityException(FORM);
        }
        try {
            return signIn(shown);
        } catch (OperatorStateUnavailableException e) {
            throw new SecurityException("no majority of nodes answers; without one nobody can sign in", e);
        } finally {
            // The strings themselves stay until they are collected: JMX sends nothing that could be wiped.
            Arrays.fill(shown, null);
        }
    }

    private Subject signIn(@Nullable String[] shown) {
        String who = shown[0];
        String password = shown[1];
        int slash = who == null ? -1 : who.indexOf('/');
        if (who == null || slash < 0 || password == null) {
            throw new SecurityException(FORM);
        }
        OperatorDesk open = desk.get()
                .orElseThrow(() -> new SecurityException("this node is starting or joining the others again"));
        SourceAddress source = SourceAddress.of(Peer.current()
                .orElseThrow(() -> new SecurityException("not signed in"))
                .address());
        try (NameAndPassword first = new NameAndPassword(who.substring(slash + 1), password.toCharArray())) {
            SignIn result = open.signIn(who.substring(0, slash), first, source);
            return result instanceof SignIn.SecondFactorNeeded(SessionToken pending)
                    ? secondFactor(open, pending, shown, source)
                    : admit(result);
        }
    }

    private Subject secondFactor(
            OperatorDesk open, SessionToken pending, @Nullable String[] shown, SourceAddress source) {
        String third = shown.length == WITH_CODE ? shown[WITH_CODE - 1] : null;
        try (pending) {
            if (third == null) {
                throw new SecurityException("a one-time code is needed: send it as the third credential");
            }
            char[] code = third.toCharArray();
            try {
                return admit(open.finish(pending, code, source));
            } finally {
                Arrays.fill(code, '\0');
            }
        }
    }

    private Subject admit(SignIn result) {
        return switch (result) {
            case SignIn.Accepted(Operator operator, SessionToken token) ->
                subject(operator, Optional.of(new SignedIn(desk, token, operator)));
            case SignIn.EnrolmentNeeded(SessionToken pending) -> {
                pending.close();
                throw new SecurityException("a second factor has to be enrolled first, in the console or over the API");
            }
            case SignIn.SecondFactorNeeded(SessionToken pending) -> {
                pending.close();
                throw new SecurityException(Refusal.MESSAGE);
            }
            case SignIn.Refused _ -> throw new SecurityException(Refusal.MESSAGE);
        };
    }

    /** The id of a connection holds the names of its principals: the second is the number of the sign-in. */
    private Subject subject(Operator operator, Optional<SignedIn> session) {
        JMXPrincipal who = new JMXPrincipal(operator.id().toString());
        if (session.isEmpty()) {
            return new Subject(true, Set.of(who), Set.of(), Set.of());
        }
        String number = "sign-in-" + numbers.incrementAndGet();
        signedIn.put(number, session.get());
        return new Subject(true, Set.of(who, new JMXPrincipal(number)), Set.of(), Set.of(session.get()));
    }

    /** A connection has ended: {@code PROTOCOL://HOST PRINCIPAL;PRINCIPAL NUMBER}. Its sign-in ends too. */
    void left(String connectionId) {
        int from = connectionId.indexOf(' ');
        int to = connectionId.lastIndexOf(' ');
        if (from < 0 || to <= from) {
            return;
        }
        for (String principal : connectionId.substring(from + 1, to).split(";", -1)) {
            SignedIn session = signedIn.remove(principal);
            if (session != null) {
                session.close();
            }
        }
    }

    /** Sign-ins of connections that are open. */
    int signedIn() {
        return signedIn.size();
    }
}
