package io.craton.hsm.auth;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who somebody is: a name, and the provider that vouches for it. The same name of two providers is two operators.
 *
 * @param provider the configured name of the provider: lower-case letters, digits and hyphens, at most {@value #MAX_PROVIDER_BYTES}
 * @param name as the provider writes it, of 1 to {@value #MAX_NAME_BYTES} bytes of UTF-8, without control characters
 */
public record OperatorId(String provider, String name) implements Comparable<OperatorId> {
    public static final int MAX_PROVIDER_BYTES = 32;
    public static final int MAX_NAME_BYTES = 256;

    private static final Pattern PROVIDER = Pattern.compile("[a-z][a-z0-9-]{0," + (MAX_PROVIDER_BYTES - 1) + "}");

    private static final Comparator<OperatorId> ORDER =
            Comparator.comparing(OperatorId::provider).thenComparing(OperatorId::name);

    public OperatorId {
        requireProvider(provider);
        if (!isName(name)) {
            throw new IllegalArgumentException(
                    "an operator's name has 1 to " + MAX_NAME_BYTES + " bytes and no control character");
        }
    }

    /** Empty where no operator can be called so. */
    public static Optional<OperatorId> of(String provider, String name) {
        return PROVIDER.matcher(provider).matches() && isName(name)
                ? Optional.of(new OperatorId(provider, name))
                : Optional.empty();
    }

    /** Whether {@code text} can be the name of an operator. */
    public static boolean isName(String text) {
        return !text.isBlank()
                && text.length() <= MAX_NAME_BYTES
                && text.getBytes(StandardCharsets.UTF_8).length <= MAX_NAME_BYTES
                && text.codePoints()
                        .noneMatch(point -> Character.getType(point) == Character.CONTROL
                                || Character.getType(point) == Character.FORMAT
                                || Character.getType(point) == Character.SURROGATE
                                || Character.getType(point) == Character.LINE_SEPARATOR
                                || Character.getType(point) == Character.PARAGRAPH_SEPARATOR);
    }

    /** {@code provider} if it can name a provider. */
    public static String requireProvider(String provider) {
        if (!PROVIDER.matcher(provider).matches()) {
            throw new IllegalArgumentException("a provider's name has at most " + MAX_PROVIDER_BYTES
                    + " lower-case letters, digits and hyphens, and starts with a letter");
        }
        return provider;
    }

    /** The same for spellings that a directory takes for one name (case, width, runs of spaces): what failures are counted under. */
    public OperatorId folded() {
        String plain = Normalizer.normalize(name, Normalizer.Form.NFKC)
                .toLowerCase(Locale.ROOT)
                .strip()
                .replaceAll("\\s+", " ");
        return isName(plain) ? new OperatorId(provider, plain) : this;
    }

    @Override
    public int compareTo(OperatorId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return provider + ":" + name;
    }
}
