package io.craton.hsm.ops.console;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.totp.TotpEnrolment;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The pages of somebody who has not signed in yet. Thread-safe. */
final class SignInPages {
    private static final int GROUP_CHARS = 4;

    private final PageWriter writer;

    SignInPages(PageWriter writer) {
        this.writer = writer;
    }

    /**
     * What a browser may sign in with.
     *
     * @param certificate the operator whose certificate the browser shows
     * @param certificateRefused whether it shows one, and not an operator's
     */
    record Ways(
            List<String> passwords, List<String> openId, Optional<Operator> certificate, boolean certificateRefused) {}

    /** @param problem one sentence, after a try that was refused */
    Page ways(Ways ways, String formToken, Optional<String> problem) {
        return page(
                "sign-in.jte",
                problem,
                Map.of(
                        "passwords",
                        ways.passwords(),
                        "openId",
                        ways.openId(),
                        "certificate",
                        ways.certificate(),
                        "certificateRefused",
                        ways.certificateRefused(),
                        "formToken",
                        formToken));
    }

    /** @param enrolling whether the code is the first one of an app that was set up on the page before */
    Page code(String formToken, boolean enrolling, Optional<String> problem) {
        return page("sign-in-code.jte", problem, Map.of("formToken", formToken, "enrolling", enrolling));
    }

    Page enrolment(TotpEnrolment enrolment, String formToken) {
        return page(
                "sign-in-enrolment.jte",
                Optional.empty(),
                Map.of("svg", enrolment.svg(), "secret", grouped(enrolment.secret()), "formToken", formToken));
    }

    /** A page from which the browser goes on by itself: one that it came to from elsewhere would not send its new cookies along. */
    Page onward(URI where, String title, String words) {
        return page("onward.jte", Optional.empty(), Map.of("where", where.toString(), "title", title, "words", words));
    }

    private Page page(String template, Optional<String> problem, Map<String, Object> values) {
        return new Page(
                problem.isPresent() ? 403 : 200,
                writer.alone(template, PageWriter.with(values, Map.of("problem", problem))));
    }

    private static String grouped(String secret) {
        return secret.replaceAll("(.{" + GROUP_CHARS + "})(?=.)", "$1 ");
    }
}
