package io.craton.hsm.ops.console;

import io.craton.hsm.auth.Credentials.AuthorizationResponse;
import io.craton.hsm.auth.Credentials.ClientCertificate;
import io.craton.hsm.auth.Credentials.NameAndPassword;
import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Refusal;
import io.craton.hsm.auth.SessionToken;
import io.craton.hsm.auth.SignIn;
import io.craton.hsm.auth.desk.SourceAddress;
import io.craton.hsm.auth.oidc.OidcAuthenticator;
import io.craton.hsm.auth.state.OperatorState.OperatorStateUnavailableException;
import io.craton.hsm.auth.totp.TotpEnrolment;
import io.craton.hsm.ops.api.NodeAccess;
import io.craton.hsm.ops.http.CallerGate.Decision;
import io.craton.hsm.ops.http.RateLimit;
import io.craton.hsm.ops.http.SessionGate;
import io.craton.hsm.ops.operators.OperatorDesk;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URI;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signing in at the console, step by step: a password, a certificate or an OpenID provider, then a one-time code where one is needed. What a
 * step leaves is in the browser's cookies, so the next may come to any node. Thread-safe.
 */
final class SignInSteps {
    private static final Logger LOG = LoggerFactory.getLogger(SignInSteps.class);
    private static final URI FIRST_PAGE = URI.create("/");

    private final SessionGate gate;
    private final NodeAccess node;
    private final Entrance entrance;
    private final SignInPages pages;
    private final RateLimit rate = RateLimit.ofRequests();
    private final SecureRandom random = new SecureRandom();

    SignInSteps(SessionGate gate, NodeAccess node, Entrance entrance, SignInPages pages) {
        this.gate = gate;
        this.node = node;
        this.entrance = entrance;
        this.pages = pages;
    }

    @FunctionalInterface
    private interface Step {
        void take(OperatorDesk desk) throws IOException;
    }

    @FunctionalInterface
    private interface FormStep {
        void take(OperatorDesk desk, Form form) throws IOException;
    }

    /** The page with all ways there are. */
    void ways(Context context) throws IOException {
        if (entrance.visit(context, true).isPresent()) {
            Response.goOn(context, "/");
        } else {
            atDesk(context, desk -> Response.html(context, ways(context, desk, Optional.empty())));
        }
    }

    /** The cookie that makes the page's forms this browser's own is made with the page. */
    private Page ways(Context context, OperatorDesk desk, Optional<String> problem) {
        String form;
        try (SessionToken token = Cookies.FORM.token(context).orElseGet(() -> SessionToken.random(random))) {
            form = token.text();
        }
        Cookies.FORM.set(context, form);
        Decision shown = gate.judge(Entrance.chain(context.req()));
        Optional<Operator> holder =
                shown instanceof Decision.Known(Operator operator) ? Optional.of(operator) : Optional.empty();
        return pages.ways(
                new SignInPages.Ways(
                        desk.providers(), desk.openIdProviders(), holder, shown instanceof Decision.Refused),
                FormGate.tokenOf(form),
                problem);
    }

    void password(Context context) throws IOException {
        ofFirstPage(context, (desk, form) -> {
            try (NameAndPassword shown = new NameAndPassword(form.text("name"), form.characters("password"))) {
                goOn(context, desk, desk.signIn(form.text("provider"), shown, source(context)), false);
            }
        });
    }

    void certificate(Context context) throws IOException {
        ofFirstPage(
                context,
                (desk, _) -> goOn(
                        context,
                        desk,
                        desk.signIn(new ClientCertificate(Entrance.chain(context.req())), source(context)),
                        false));
    }

    /** Sends the browser to an OpenID provider. */
    void provider(Context context) throws IOException {
        ofFirstPage(context, (desk, _) -> {
            String provider = context.pathParam("provider");
            Optional<OidcAuthenticator.Beginning> begun = begin(desk, provider);
            if (begun.isEmpty()) {
                Response.html(context, ways(context, desk, Optional.of(Refusal.MESSAGE)));
                return;
            }
            Cookies.PROVIDER.set(context, provider + "." + begun.get().browserState());
            Response.html(
                    context,
                    pages.onward(
                            begun.get().location(),
                            "To " + provider,
                            "You sign in there, and come back to this console."));
        });
    }

    private static Optional<OidcAuthenticator.Beginning> begin(OperatorDesk desk, String provider) {
        try {
            return desk.beginInBrowser(provider);
        } catch (IOException e) {
            LOG.warn("a sign-in cannot begin: provider {}: {}", provider, e.getMessage());
            return Optional.empty();
        }
    }

    /** The browser is back. Only the provider it was sent to may answer (RFC 9700, section 2.1). */
    void back(Context context) throws IOException {
        atDesk(context, desk -> {
            String provider = context.pathParam("provider");
            String kept = Cookies.PROVIDER.text(context).orElse("");
            String state = kept.startsWith(provider + ".") ? kept.substring(provider.length() + 1) : "";
            Cookies.PROVIDER.clear(context);
            AuthorizationResponse shown = new AuthorizationResponse(context.queryParamMap(), state);
            goOn(context, desk, desk.signIn(provider, shown, source(context)), true);
        });
    }

    void code(Context context) throws IOException {
        ofPending(context, (desk, pending, form) -> {
            char[] code = form.characters("code");
            try {
                SignIn result = desk.finish(pending, code, source(context));
                if (result instanceof SignIn.Refused) {
                    boolean enrolling = form.text("enrolling").equals("true");
                    Response.html(
                            context,
                            pages.code(FormGate.tokenOf(pending.text()), enrolling, Optional.of(Refusal.MESSAGE)));
                } else {
                    goOn(context, desk, result, false);
                }
            } finally {
                Arrays.fill(code, '\0');
            }
        });
    }

    /** Another secret, for somebody who has lost sight of the first. */
    void enrolment(Context context) throws IOException {
        ofPending(context, (desk, pending, _) -> enrol(context, desk, pending));
    }

    private void enrol(Context context, OperatorDesk desk, SessionToken pending) {
        Optional<TotpEnrolment> enrolment = desk.enrol(pending);
        Response.html(
                context,
                enrolment
                        .map(it -> pages.enrolment(it, FormGate.tokenOf(pending.text())))
                        .orElseGet(() -> ways(context, desk, Optional.of(Refusal.MESSAGE))));
    }

    /** @param fromElsewhere whether the browser comes from a provider's page, and so would not send its new cookies along */
    private void goOn(Context context, OperatorDesk desk, SignIn result, boolean fromElsewhere) {
        switch (result) {
            case SignIn.Accepted(Operator operator, SessionToken token) -> {
                try (token) {
                    entrance.begin(context, token);
                }
                if (fromElsewhere) {
                    String words = "You are signed in as " + operator.id().name() + ".";
                    Response.html(context, pages.onward(FIRST_PAGE, "Signed in", words));
                } else {
                    Response.goOn(context, "/");
                }
            }
            case SignIn.SecondFactorNeeded(SessionToken pending) -> {
                try (pending) {
                    Cookies.PENDING.set(context, pending.text());
                    Response.html(context, pages.code(FormGate.tokenOf(pending.text()), false, Optional.empty()));
                }
            }
            case SignIn.EnrolmentNeeded(SessionToken pending) -> {
                try (pending) {
                    Cookies.PENDING.set(context, pending.text());
                    enrol(context, desk, pending);
                }
            }
            case SignIn.Refused _ -> Response.html(context, ways(context, desk, Optional.of(Refusal.MESSAGE)));
        }
    }

    private static SourceAddress source(Context context) {
        return SourceAddress.ofLiteral(context.ip());
    }

    private void atDesk(Context context, Step step) throws IOException {
        if (!rate.allows(context.ip(), System.nanoTime())) {
            context.header("Retry-After", "1");
            Response.text(context, 429, "Too many requests. Try again in a second.");
            return;
        }
        Optional<OperatorDesk> desk = node.operators();
        if (desk.isEmpty()) {
            Response.text(context, 503, "This node is starting or joining the others again. Try another node.");
            return;
        }
        try {
            step.take(desk.get());
        } catch (OperatorStateUnavailableException e) {
            LOG.warn("a sign-in from {} has to wait: {}", context.ip(), e.getMessage());
            Response.text(context, 503, "No majority of nodes answers; without one nobody can sign in.");
        }
    }

    /** A form of the first page, sent by the browser that the page was made for. */
    private void ofFirstPage(Context context, FormStep step) throws IOException {
        atDesk(context, desk -> {
            Optional<String> secret = Cookies.FORM.text(context);
            try (Form form = FormGate.read(context).orElseGet(Form::new)) {
                if (secret.isPresent() && FormGate.lets(context, form, FormGate.tokenOf(secret.get()))) {
                    step.take(desk, form);
                } else {
                    refuse(context, desk);
                }
            }
        });
    }

    @FunctionalInterface
    private interface PendingStep {
        void take(OperatorDesk desk, SessionToken pending, Form form) throws IOException;
    }

    /** A form of a page that goes on with a sign-in. */
    private void ofPending(Context context, PendingStep step) throws IOException {
        atDesk(context, desk -> {
            Optional<SessionToken> kept = Cookies.PENDING.token(context);
            try (Form form = FormGate.read(context).orElseGet(Form::new)) {
                if (kept.isEmpty()) {
                    refuse(context, desk);
                    return;
                }
                try (SessionToken pending = kept.get()) {
                    if (FormGate.lets(context, form, FormGate.tokenOf(pending.text()))) {
                        step.take(desk, pending, form);
                    } else {
                        refuse(context, desk);
                    }
                }
            }
        });
    }

    private void refuse(Context context, OperatorDesk desk) {
        LOG.warn("a sign-in's form from {} was not this console's own", context.ip());
        Response.html(context, ways(context, desk, Optional.of(Refusal.MESSAGE)));
    }
}
