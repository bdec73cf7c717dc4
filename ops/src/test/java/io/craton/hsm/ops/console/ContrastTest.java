package io.craton.hsm.ops.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The colours of the style sheet are far enough apart to be read (WCAG 2.2, success criteria 1.4.3 and 1.4.11, level AA). */
class ContrastTest {
    private static final double TEXT = 4.5;
    private static final double PARTS_OF_CONTROLS = 3.0;

    private static final List<String> GROUNDS = List.of("ground", "surface", "raised");
    private static final List<String> ON_EVERY_GROUND = List.of("text", "muted", "accent", "bad", "good", "warn");
    private static final List<String> MOODS = List.of("good", "warn", "bad");

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void everyTextCanBeRead(String theme) throws Exception {
        Map<String, Integer> colours = colours(theme);
        for (String ground : GROUNDS) {
            ON_EVERY_GROUND.forEach(text -> atLeast(TEXT, colours, text, ground));
        }
        for (String mood : MOODS) {
            atLeast(TEXT, colours, mood, mood + "-soft");
            atLeast(TEXT, colours, "text", mood + "-soft");
        }
        atLeast(TEXT, colours, "on-accent", "accent");
        atLeast(TEXT, colours, "surface", "bad");
    }

    /** Borders of fields are drawn in the muted colour, what has the focus in the accent's. */
    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void fieldsAndTheFocusCanBeSeen(String theme) throws Exception {
        Map<String, Integer> colours = colours(theme);
        for (String ground : GROUNDS) {
            atLeast(PARTS_OF_CONTROLS, colours, "muted", ground);
            atLeast(PARTS_OF_CONTROLS, colours, "accent", ground);
        }
    }

    private static void atLeast(double ratio, Map<String, Integer> colours, String one, String other) {
        assertThat(contrast(of(colours, one), of(colours, other)))
                .as(one + " on " + other)
                .isGreaterThanOrEqualTo(ratio);
    }

    private static int of(Map<String, Integer> colours, String name) {
        return Objects.requireNonNull(colours.get(name), name);
    }

    /** The dark theme changes the light one's colours. */
    private static Map<String, Integer> colours(String theme) throws Exception {
        String css;
        try (InputStream in = Objects.requireNonNull(Assets.class.getResourceAsStream("console.css"))) {
            css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        List<String> roots = Pattern.compile(":root \\{(.*?)}", Pattern.DOTALL)
                .matcher(css)
                .results()
                .map(root -> root.group(1))
                .toList();
        assertThat(roots).hasSize(2);
        Map<String, Integer> colours = new HashMap<>();
        for (String root : theme.equals("dark") ? roots : roots.subList(0, 1)) {
            Pattern.compile("--([a-z-]+): #([0-9a-f]{6});")
                    .matcher(root)
                    .results()
                    .forEach(found -> colours.put(found.group(1), Integer.parseInt(found.group(2), 16)));
        }
        return colours;
    }

    private static double contrast(int one, int other) {
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(int colour) {
        return 0.2126 * linear(colour >> 16) + 0.7152 * linear(colour >> 8) + 0.0722 * linear(colour);
    }

    private static double linear(int channel) {
        double value = (channel & 0xff) / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.pow((value + 0.055) / 1.055, 2.4);
    }
}
