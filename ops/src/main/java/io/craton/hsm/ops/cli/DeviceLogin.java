package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.craton.hsm.ops.ExitCode;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A sign-in at an OpenID provider (RFC 8628): shows where a person confirms it, in a browser anywhere, and asks any node until that was
 * done. Interrupted by Ctrl-C it says that nobody was signed in, and leaves nothing behind.
 */
final class DeviceLogin {
    private static final JsonNode WAITING =
            JsonNodeFactory.instance.objectNode().put("state", "waiting");
    private static final int MAX_INTERVAL_SECONDS = 60;

    /** RFC 8628, section 3.5. */
    private static final int SLOWER_BY_SECONDS = 5;

    private static final long MAX_LIFETIME_SECONDS = Duration.ofMinutes(30).toSeconds();

    private final AdminClient client;
    private final AdminCommand command;

    DeviceLogin(AdminClient client, AdminCommand command) {
        this.client = client;
        this.command = command;
    }

    /** What the sign-in came to: signed in, or a code is needed. */
    JsonNode signIn(String provider) throws CliException {
        JsonNode begun;
        try (RequestBody body = new RequestBody().put("provider", provider)) {
            begun = client.post("/api/v1/sign-in/device", body);
        }
        command.note("Open " + begun.path("address").asText() + " in a browser anywhere, and enter the code "
                + begun.path("userCode").asText() + ".");
        Thread givenUp = new Thread(() -> command.note("Given up. Nobody was signed in."));
        Runtime.getRuntime().addShutdownHook(givenUp);
        try {
            return confirmed(provider, begun);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException(ExitCode.FAILED, "interrupted; nobody was signed in");
        } finally {
            stopWatching(givenUp);
        }
    }

    private static void stopWatching(Thread givenUp) {
        try {
            Runtime.getRuntime().removeShutdownHook(givenUp);
        } catch (IllegalStateException e) {
            // The program is ending, and the thread has begun to say so.
        }
    }

    private JsonNode confirmed(String provider, JsonNode begun) throws CliException, InterruptedException {
        long lifetime = Math.clamp(begun.path("lifetimeSeconds").asLong(), 1, MAX_LIFETIME_SECONDS);
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(lifetime);
        long interval = Math.clamp(begun.path("intervalSeconds").asLong(), 1, MAX_INTERVAL_SECONDS);
        long minutesTold = -1;
        while (System.nanoTime() - end < 0) {
            TimeUnit.SECONDS.sleep(interval);
            JsonNode answer = ask(provider, begun.path("device").asText());
            switch (answer.path("state").asText()) {
                case "waiting" -> {
                    // Asked again after the same time.
                }
                case "slow-down" -> interval = Math.min(interval + SLOWER_BY_SECONDS, MAX_INTERVAL_SECONDS);
                default -> {
                    return answer;
                }
            }
            long minutes = TimeUnit.NANOSECONDS.toMinutes(end - System.nanoTime()) + 1;
            if (minutes != minutesTold) {
                command.progress("Waiting until it is confirmed, for " + minutes + " more minutes at most.");
                minutesTold = minutes;
            }
        }
        throw new CliException(ExitCode.DENIED, "nobody confirmed the sign-in in time");
    }

    /** A node that went away is passed over: the next question goes to another. */
    private JsonNode ask(String provider, String device) throws CliException {
        try (RequestBody body = new RequestBody().put("provider", provider).put("device", device)) {
            return client.post("/api/v1/sign-in/device/answer", body);
        } catch (CliException e) {
            if (e.exitCode() == ExitCode.UNAVAILABLE) {
                command.progress(String.valueOf(e.getMessage()));
                return WAITING;
            }
            throw e;
        }
    }
}
