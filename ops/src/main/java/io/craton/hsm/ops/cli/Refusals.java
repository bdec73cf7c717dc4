package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.ops.ExitCode;

/** What a problem document of the API means to the caller of a command. */
final class Refusals {
    private static final String TYPE = "urn:craton-hsm:problem:";

    private Refusals() {}

    static CliException of(int status, JsonNode problem) {
        String type = problem.path("type").asText();
        String kind = type.startsWith(TYPE) ? type.substring(TYPE.length()) : "";
        String detail = problem.path("detail").asText();
        String title = problem.path("title").asText("the node answered " + status);
        String said = detail.isEmpty() ? title : detail;
        return new CliException(exitCode(status, kind), PlainText.of(said) + advice(kind), kind);
    }

    private static int exitCode(int status, String kind) {
        return switch (kind) {
            case "malformed-request", "method-not-allowed", "too-large", "wrong-content-type" -> ExitCode.USAGE;
            case "not-signed-in", "code-needed", "not-allowed", "wrong-pin", "pin-locked" -> ExitCode.DENIED;
            case "unavailable" -> ExitCode.UNAVAILABLE;
            // A kind of a newer node.
            default ->
                switch (status) {
                    case 401, 403 -> ExitCode.DENIED;
                    case 503 -> ExitCode.UNAVAILABLE;
                    default -> ExitCode.FAILED;
                };
        };
    }

    private static String advice(String kind) {
        return switch (kind) {
            case "not-signed-in" -> " Run craton-admin login, or give an operator's --certificate and --private-key.";
            case "code-needed" -> " Run craton-admin login.";
            case "pin-locked" -> " A security officer sets a new user PIN with craton-admin pin reset.";
            case "unavailable" -> " craton-admin status shows which nodes answer.";
            case "too-many-requests" -> " Wait a second.";
            default -> "";
        };
    }
}
