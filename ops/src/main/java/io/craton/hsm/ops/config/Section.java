package io.craton.hsm.ops.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One object of the file, read key by key. A missing or wrong value is noted as a problem and answered with a placeholder
 * ({@code ""}, {@code 0}), so that reading goes on and finds the other problems; keys that nobody asked for are noted by
 * {@link #refuseUnknownKeys}. Not thread-safe.
 */
final class Section {
    private static final Pattern NAME = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?");

    private final String path;
    private final @Nullable ConfigObject values;
    private final Path base;
    private final Problems problems;
    private final Set<String> known = new TreeSet<>();

    private Section(String path, @Nullable ConfigObject values, Path base, Problems problems) {
        this.path = path;
        this.values = values;
        this.base = base;
        this.problems = problems;
    }

    /** The whole file; relative paths in it start at {@code base}. */
    static Section root(ConfigObject values, Path base, Problems problems) {
        return new Section("", values, base, problems);
    }

    /** A required sub-section. */
    Section section(String key) {
        ConfigValue value = value(key);
        if (value == null) {
            missing(key, "a section { … }");
            return new Section(full(key), null, base, problems);
        }
        return asSection(full(key), value);
    }

    /** A sub-section all of whose keys have defaults. */
    Section optionalSection(String key) {
        ConfigValue value = value(key);
        return value == null ? new Section(full(key), null, base, problems) : asSection(full(key), value);
    }

    /** A required list of objects. */
    List<Section> sections(String key) {
        ConfigValue value = value(key);
        if (value == null) {
            missing(key, "a list of sections [ { … }, … ]");
            return List.of();
        }
        if (!(value instanceof ConfigList list)) {
            wrong(key, value, "a list of sections [ { … }, … ]");
            return List.of();
        }
        List<Section> sections = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            sections.add(asSection(full(key) + "[" + i + "]", list.get(i)));
        }
        return sections;
    }

    /** A required name: lower-case letters, digits and hyphens, at most 32. */
    String name(String key) {
        String expected = "a name of at most 32 lower-case letters, digits and hyphens";
        String text = string(key, expected);
        if (!text.isEmpty() && !NAME.matcher(text).matches()) {
            wrong(key, value(key), expected);
        }
        return text;
    }

    /** A required non-empty string. */
    String string(String key, String expected) {
        ConfigValue value = value(key);
        if (value == null) {
            missing(key, expected);
            return "";
        }
        if (value.valueType() != ConfigValueType.STRING
                || !isText(value.unwrapped().toString())) {
            wrong(key, value, expected);
            return "";
        }
        return value.unwrapped().toString();
    }

    /** A required whole number. */
    int integer(String key, int min, int max) {
        if (value(key) == null) {
            missing(key, wholeNumber(min, max));
            return 0;
        }
        return integer(key, min, max, 0);
    }

    /** A whole number with a default. */
    int integer(String key, int min, int max, int whenAbsent) {
        ConfigValue value = value(key);
        if (value == null) {
            return whenAbsent;
        }
        OptionalInt number = number(value);
        if (number.isEmpty() || number.getAsInt() < min || number.getAsInt() > max) {
            wrong(key, value, wholeNumber(min, max));
            return 0;
        }
        return number.getAsInt();
    }

    /** Whether the file says anything about {@code key}. */
    boolean has(String key) {
        return value(key) != null;
    }

    /** Yes or no, with a default. */
    boolean flag(String key, boolean whenAbsent) {
        ConfigValue value = value(key);
        if (value == null) {
            return whenAbsent;
        }
        if (value.unwrapped() instanceof Boolean flag) {
            return flag;
        }
        wrong(key, value, "true or false");
        return whenAbsent;
    }

    /** One of a few words, with a default. */
    String word(String key, List<String> words, String whenAbsent) {
        if (value(key) == null) {
            return whenAbsent;
        }
        String expected = "one of " + String.join(", ", words);
        String text = string(key, expected);
        if (!text.isEmpty() && !words.contains(text)) {
            wrong(key, value(key), expected);
        }
        return text;
    }

    /** A required list of one or more strings. */
    List<String> strings(String key, String expected) {
        ConfigValue value = value(key);
        if (value == null) {
            missing(key, expected);
            return List.of();
        }
        if (!(value instanceof ConfigList list)
                || list.isEmpty()
                || !list.stream()
                        .allMatch(entry -> entry.valueType() == ConfigValueType.STRING
                                && isText(entry.unwrapped().toString()))) {
            wrong(key, value, expected);
            return List.of();
        }
        return list.stream().map(entry -> entry.unwrapped().toString()).toList();
    }

    /** Required paths, each made absolute. */
    List<Path> paths(String key) {
        return strings(key, "a list of paths").stream()
                .map(text -> base.resolve(text).normalize())
                .toList();
    }

    /** A required path, made absolute; {@code null} if it is missing or malformed, which is then already noted. */
    @Nullable
    Path path(String key) {
        String text = string(key, "a path");
        return text.isEmpty() ? null : base.resolve(text).normalize();
    }

    /** A path with a default. */
    @Nullable
    Path path(String key, Path whenAbsent) {
        return value(key) == null ? whenAbsent.toAbsolutePath().normalize() : path(key);
    }

    /** Notes every key of the file that was not asked for. To be called last. */
    void refuseUnknownKeys() {
        if (values == null) {
            return;
        }
        for (String key : new TreeSet<>(values.keySet())) {
            if (!known.contains(key)) {
                ConfigValue value = values.get(key);
                problems.add(
                        value == null ? null : value.origin(),
                        full(key),
                        "unknown key; expected one of " + String.join(", ", known));
            }
        }
    }

    /** Notes that the value of {@code key} cannot be used. */
    void refuse(String key, String text) {
        ConfigValue value = values == null ? null : values.get(key);
        problems.add(value == null ? origin() : value.origin(), full(key), text);
    }

    private Section asSection(String name, ConfigValue value) {
        if (value instanceof ConfigObject object) {
            return new Section(name, object, base, problems);
        }
        problems.add(value.origin(), name, "expected a section { … }, found " + describe(value));
        return new Section(name, null, base, problems);
    }

    private @Nullable ConfigValue value(String key) {
        known.add(key);
        return values == null ? null : values.get(key);
    }

    /** A section that is itself missing was noted once; its keys are not noted again. */
    private void missing(String key, String expected) {
        if (values != null) {
            problems.add(origin(), full(key), "missing; expected " + expected);
        }
    }

    private void wrong(String key, @Nullable ConfigValue value, String expected) {
        if (value != null) {
            problems.add(value.origin(), full(key), "expected " + expected + ", found " + describe(value));
        }
    }

    private @Nullable ConfigOrigin origin() {
        return values == null || path.isEmpty() ? null : values.origin();
    }

    private String full(String key) {
        return path.isEmpty() ? key : path + "." + key;
    }

    /** A control character has no place in a name or a path, and would break the one line of a problem. */
    private static boolean isText(String text) {
        return !text.isBlank() && text.chars().noneMatch(Character::isISOControl);
    }

    private static String wholeNumber(int min, int max) {
        return "a whole number from " + min + " to " + max;
    }

    private static OptionalInt number(ConfigValue value) {
        return switch (value.unwrapped()) {
            case Integer i -> OptionalInt.of(i);
            // A substitution from the environment arrives as text.
            case String text when text.matches("\\d{1,9}") -> OptionalInt.of(Integer.parseInt(text));
            case Object other -> OptionalInt.empty();
        };
    }

    private static String describe(ConfigValue value) {
        return switch (value.valueType()) {
            case OBJECT -> "a section";
            case LIST -> "a list";
            case NUMBER, BOOLEAN -> value.unwrapped().toString();
            case NULL -> "null";
            case STRING -> quoted(value.unwrapped().toString().replaceAll("\\p{Cntrl}", "?"));
        };
    }

    private static String quoted(String text) {
        return text.length() <= 60 ? "\"" + text + "\"" : "\"" + text.substring(0, 57) + "…\"";
    }
}
