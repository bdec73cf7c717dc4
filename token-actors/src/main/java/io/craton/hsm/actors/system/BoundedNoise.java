package io.craton.hsm.actors.system;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.event.EventStream;
import org.apache.pekko.event.LoggingFilter;
import org.apache.pekko.event.slf4j.Slf4jLoggingFilter;

/**
 * What Pekko may log. A node that is down makes its peers' transport warn at every attempt to reach it; here each class of the transport and
 * of the membership says at most {@value #PER_MINUTE} things a minute. Made by Pekko. Thread-safe.
 */
public final class BoundedNoise implements LoggingFilter {
    static final int PER_MINUTE = 3;
    private static final long WINDOW_NANOS = Duration.ofMinutes(1).toNanos();
    private static final String REMOTE = "org.apache.pekko.remote.";
    private static final String STREAM = "org.apache.pekko.stream.";
    private static final String CLUSTER = "org.apache.pekko.cluster.";

    private record Window(long startNanos, int said) {}

    private final Slf4jLoggingFilter levels;

    /** One entry for each class that ever warned: as many as Pekko has. */
    private final Map<Class<?>, Window> windows = new ConcurrentHashMap<>();

    /** Called by Pekko. */
    public BoundedNoise(ActorSystem.Settings settings, EventStream stream) {
        levels = new Slf4jLoggingFilter(settings, stream);
    }

    @Override
    public boolean isErrorEnabled(Class<?> source, String name) {
        return levels.isErrorEnabled(source, name) && mayTalk(source, System.nanoTime());
    }

    @Override
    public boolean isWarningEnabled(Class<?> source, String name) {
        return levels.isWarningEnabled(source, name) && mayTalk(source, System.nanoTime());
    }

    @Override
    public boolean isInfoEnabled(Class<?> source, String name) {
        return levels.isInfoEnabled(source, name) && !isTalkative(source);
    }

    @Override
    public boolean isDebugEnabled(Class<?> source, String name) {
        return levels.isDebugEnabled(source, name);
    }

    private static boolean isTalkative(Class<?> source) {
        String name = source.getName();
        return name.startsWith(REMOTE) || name.startsWith(CLUSTER) || name.startsWith(STREAM);
    }

    private boolean mayTalk(Class<?> source, long now) {
        if (!isTalkative(source)) {
            return true;
        }
        Window window = windows.compute(
                source,
                (type, before) -> before == null || now - before.startNanos() > WINDOW_NANOS
                        ? new Window(now, 1)
                        : new Window(before.startNanos(), before.said() + 1));
        return window.said() <= PER_MINUTE;
    }
}
