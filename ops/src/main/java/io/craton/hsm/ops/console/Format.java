package io.craton.hsm.ops.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Numbers and times as people read them. */
public final class Format {
    /** The drawing a series of points is scaled to. */
    public static final int WIDTH = 120;

    public static final int HEIGHT = 28;

    private Format() {}

    public static String micros(double micros) {
        if (micros <= 0) {
            return "–";
        }
        return micros < 1_000
                ? round(micros) + " µs"
                : micros < 1_000_000 ? round(micros / 1_000) + " ms" : round(micros / 1_000_000) + " s";
    }

    public static String rate(double perSecond) {
        return perSecond == 0 ? "0" : perSecond < 0.1 ? "< 0.1" : round(perSecond);
    }

    private static String round(double value) {
        return value < 10 ? String.format(Locale.ROOT, "%.1f", value) : count(Math.round(value));
    }

    /** With a thin space between thousands. */
    public static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number).replace(',', '\u2009');
    }

    public static String duration(long seconds) {
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return seconds / 60 + " min";
        }
        return seconds < 2 * 86_400
                ? seconds / 3_600 + " h " + seconds % 3_600 / 60 + " min"
                : seconds / 86_400 + " days";
    }

    /** How long ago an instant of ISO 8601 was. */
    public static String ago(String instant) {
        long seconds = Duration.between(Instant.parse(instant), Instant.now()).toSeconds();
        return seconds <= 2 ? "just now" : duration(seconds) + " ago";
    }

    /** An instant of ISO 8601 as a date and a time of day. */
    public static String time(String instant) {
        return instant.replace("T", " ").replaceAll("(:\\d\\d)(:\\d\\d)?(\\.\\d+)?Z$", "$1 UTC");
    }

    /** How long it is until an instant of ISO 8601. */
    public static String until(String instant) {
        Duration left = Duration.between(Instant.now(), Instant.parse(instant));
        return left.isNegative() ? "expired" : left.toDays() + " days";
    }

    /** The points of a line in a drawing of {@link #WIDTH} by {@link #HEIGHT}; the newest is at the right. */
    public static String line(List<Double> points) {
        double max = points.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        double scale = max == 0 ? 0 : (HEIGHT - 4) / max;
        double step = (double) WIDTH / Math.max(1, points.size() - 1);
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < points.size(); i++) {
            line.append(String.format(Locale.ROOT, "%.1f,%.1f ", i * step, HEIGHT - 2 - points.get(i) * scale));
        }
        return line.toString().strip();
    }

    /** {@code security-officer} as {@code security officer}. */
    public static String words(String label) {
        return label.replace('-', ' ');
    }

    public static String joined(Iterable<JsonNode> texts) {
        return StreamSupport.stream(texts.spliterator(), false)
                .map(JsonNode::asText)
                .collect(Collectors.joining(", "));
    }

    /** The first half of a long identifier is enough to tell two apart. */
    public static String shortened(String identifier) {
        return identifier.length() <= 12 ? identifier : identifier.substring(0, 12) + "…";
    }

    /** An attribute's value as people read it: the API gives a label in hexadecimal. */
    public static String attribute(JsonNode object, JsonNode attribute) {
        String value = attribute.path("type").asText().equals("label")
                ? object.path("label").asText()
                : attribute.path("value").asText();
        return value.isEmpty() ? "–" : value;
    }

    /** What a mechanism of the API says of one operation; missing where there is nothing. */
    public static JsonNode use(JsonNode mechanism, String operation) {
        return entry(mechanism.path("uses"), "operation", operation);
    }

    /** The entry of a list that has the name; missing where there is none. */
    public static JsonNode named(JsonNode list, String name) {
        return entry(list, "name", name);
    }

    private static JsonNode entry(JsonNode list, String field, String value) {
        for (JsonNode entry : list) {
            if (entry.path(field).asText().equals(value)) {
                return entry;
            }
        }
        return MissingNode.getInstance();
    }
}
