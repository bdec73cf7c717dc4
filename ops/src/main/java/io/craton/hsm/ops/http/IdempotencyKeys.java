package io.craton.hsm.ops.http;

import io.craton.hsm.auth.OperatorId;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Answers to changes that came with an idempotency key: the same operator's same request under the same key gets the first answer for ten
 * minutes. Of the request only a keyed digest is kept. On this node only. Thread-safe.
 */
final class IdempotencyKeys {
    static final Duration KEPT = Duration.ofMinutes(10);
    static final int MAX_KEPT = 2_048;
    static final int MAX_KEPT_OF_ONE = 256;

    private static final Pattern KEY = Pattern.compile("[\\x21-\\x7e]{1,128}");

    private record Name(OperatorId operator, String key) {}

    private record Entry(byte[] digest, Optional<ApiResponse> answer, long sinceNanos) {}

    /** What there is under a key. */
    sealed interface Found {
        /** Nothing: carry the request out, then {@link #finish}. */
        enum First implements Found {
            FIRST
        }

        record Replay(ApiResponse answer) implements Found {}

        /** The first one is still being carried out. */
        enum UnderWay implements Found {
            UNDER_WAY
        }

        /** The key was used for another request. */
        enum Another implements Found {
            ANOTHER
        }

        /** Too many are remembered. */
        enum Full implements Found {
            FULL
        }
    }

    private final Map<Name, Entry> entries = new LinkedHashMap<>();
    private final SecretKeySpec digestKey;

    IdempotencyKeys() {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        digestKey = new SecretKeySpec(key, "HmacSHA256");
    }

    static boolean isKey(String text) {
        return KEY.matcher(text).matches();
    }

    /** What tells a request from another; says nothing about what is in it, a PIN for instance. */
    byte[] digest(String methodAndPath, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(digestKey);
            mac.update(methodAndPath.getBytes(StandardCharsets.UTF_8));
            mac.update((byte) 0);
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has HmacSHA256", e);
        }
    }

    synchronized Found begin(OperatorId operator, String key, byte[] digest, long nowNanos) {
        forget(nowNanos);
        Name name = new Name(operator, key);
        Entry known = entries.get(name);
        if (known != null) {
            if (!MessageDigest.isEqual(known.digest(), digest)) {
                return Found.Another.ANOTHER;
            }
            return known.answer().<Found>map(Found.Replay::new).orElse(Found.UnderWay.UNDER_WAY);
        }
        if (entries.size() >= MAX_KEPT
                || entries.keySet().stream()
                                .filter(each -> each.operator().equals(operator))
                                .count()
                        >= MAX_KEPT_OF_ONE) {
            return Found.Full.FULL;
        }
        entries.put(name, new Entry(digest, Optional.empty(), nowNanos));
        return Found.First.FIRST;
    }

    /** Remembers the answer; one that asks to try again is not kept, so that trying again does something. */
    synchronized void finish(OperatorId operator, String key, ApiResponse answer) {
        Name name = new Name(operator, key);
        Entry begun = entries.get(name);
        if (begun == null) {
            return;
        }
        if (answer.status() >= 500 || answer.status() == 429) {
            entries.remove(name);
        } else {
            entries.put(name, new Entry(begun.digest(), Optional.of(answer), begun.sinceNanos()));
        }
    }

    /** The oldest come first, and one that is still under way stays. */
    private void forget(long nowNanos) {
        Iterator<Entry> oldest = entries.values().iterator();
        while (oldest.hasNext()) {
            Entry entry = oldest.next();
            if (nowNanos - entry.sinceNanos() < KEPT.toNanos()) {
                return;
            }
            if (entry.answer().isPresent()) {
                oldest.remove();
            }
        }
    }
}
