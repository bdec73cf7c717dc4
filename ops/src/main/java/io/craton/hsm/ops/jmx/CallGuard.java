package io.craton.hsm.ops.jmx;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Permission;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.management.MBeanException;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.ObjectInstance;
import javax.management.ObjectName;
import javax.management.RuntimeMBeanException;
import javax.management.remote.MBeanServerForwarder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the MBean server: judges who calls and his roles at every call from outside, and records the call: reads at the level
 * debug, changes with what came of them and refusals at the level info. What is not named here is refused: other domains than {@code craton}, {@code java.lang} and {@code java.nio}, every operation but the two that are
 * listed, every change of an attribute, every making and removing of MBeans. Thread-safe.
 */
final class CallGuard implements InvocationHandler {
    static final Logger CALLS = LoggerFactory.getLogger("io.craton.hsm.jmx.calls");
    private static final Set<String> READABLE = Set.of(Names.DOMAIN, "java.lang", "java.nio");
    private static final int MAX_LOGGED_CHARS = 200;
    private static final int DESCRIBED = 3;

    /** Operations of {@code craton:type=Cluster}, the only ones there are. */
    private static final Map<String, Permission> OPERATIONS =
            Map.of("transferLeadership", Permission.OPERATE_NODES, "drain", Permission.OPERATE_NODES);

    private static final Set<String> READS_OF_ONE =
            Set.of("getAttribute", "getAttributes", "getMBeanInfo", "isRegistered");

    /** Also asked of the delegate, by the client's own machinery, for every client that listens. */
    private static final Set<String> LISTENING =
            Set.of("addNotificationListener", "removeNotificationListener", "isInstanceOf", "getObjectInstance");

    private static final Set<String> QUERIES = Set.of("queryNames", "queryMBeans");
    private static final Set<String> WITHOUT_NAME = Set.of("getDefaultDomain", "getDomains", "getMBeanCount");

    /** Of no remote operation: the connector asks for them to read arguments. */
    private static final Set<String> LOADERS =
            Set.of("getClassLoader", "getClassLoaderFor", "getClassLoaderRepository");

    private final Supplier<Operator> caller;
    private volatile @Nullable MBeanServer next;

    private CallGuard(Supplier<Operator> caller) {
        this.caller = caller;
    }

    /** @param caller tells who makes the call that the current thread carries out, or throws a {@link SecurityException} */
    static MBeanServerForwarder before(MBeanServer server, Supplier<Operator> caller) {
        MBeanServerForwarder guarded = (MBeanServerForwarder) Proxy.newProxyInstance(
                CallGuard.class.getClassLoader(), new Class<?>[] {MBeanServerForwarder.class}, new CallGuard(caller));
        guarded.setMBeanServer(server);
        return guarded;
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        @Nullable Object[] given = arguments == null ? new Object[0] : arguments;
        switch (method.getName()) {
            case "setMBeanServer" -> {
                next = (MBeanServer) given[0];
                return null;
            }
            case "getMBeanServer" -> {
                return next;
            }
            // The connector keeps what notifications wait in by the server they come from.
            case "hashCode" -> {
                return System.identityHashCode(proxy);
            }
            case "equals" -> {
                return proxy == given[0];
            }
            case "toString" -> {
                return "CallGuard";
            }
            default -> {
                // Threads of the connector itself look after listeners; they carry no call of a peer.
                if (Peer.current().isEmpty()) {
                    requireOwnWork(method.getName());
                } else if (LOADERS.contains(method.getName())) {
                    requireOpen(given);
                } else {
                    return judged(method, given);
                }
                return visible(pass(method, given));
            }
        }
    }

    private static void requireOwnWork(String method) {
        if (!LISTENING.contains(method) && !QUERIES.contains(method) && !LOADERS.contains(method)) {
            throw new SecurityException("nobody asks for " + method);
        }
    }

    /** The connector reads arguments before it makes the call: it gets as far with no bean that nobody may call. */
    private void requireOpen(@Nullable Object[] arguments) {
        if (arguments.length > 0
                && arguments[0] instanceof ObjectName name
                && !READABLE.contains(name.getDomain())
                && !name.equals(MBeanServerDelegate.DELEGATE_NAME)) {
            CALLS.info("{} refused: arguments for {}", caller.get().id(), describe("", arguments));
            throw new SecurityException("this is open to nobody");
        }
    }

    private @Nullable Object judged(Method method, @Nullable Object[] arguments) throws Throwable {
        Operator operator = caller.get();
        String call = describe(method.getName(), arguments);
        Optional<Permission> needed = permission(method.getName(), arguments);
        if (needed.isEmpty() || !operator.may(needed.get())) {
            CALLS.info("{} refused: {}", operator.id(), call);
            throw new SecurityException(needed.map(it -> "this takes a role that may " + it.meaning())
                    .orElse("this is open to nobody"));
        }
        if (!method.getName().equals("invoke")) {
            CALLS.debug("{}: {}", operator.id(), call);
            return visible(pass(method, arguments));
        }
        try {
            Object result = pass(method, arguments);
            CALLS.info("{}: {}: done", operator.id(), call);
            return result;
        } catch (MBeanException | RuntimeMBeanException e) {
            CALLS.info("{}: {}: failed: {}", operator.id(), call, String.valueOf(e.getCause()));
            throw e;
        }
    }

    /** What the call takes; empty where nobody may make it. */
    static Optional<Permission> permission(String method, @Nullable Object[] arguments) {
        if (WITHOUT_NAME.contains(method) || QUERIES.contains(method)) {
            return Optional.of(Permission.VIEW_STATUS);
        }
        if (arguments.length == 0 || !(arguments[0] instanceof ObjectName name)) {
            return Optional.empty();
        }
        boolean listening = LISTENING.contains(method) && !(arguments.length > 1 && arguments[1] instanceof ObjectName);
        if (name.equals(MBeanServerDelegate.DELEGATE_NAME)) {
            return listening ? Optional.of(Permission.VIEW_STATUS) : Optional.empty();
        }
        if (!READABLE.contains(name.getDomain())) {
            return Optional.empty();
        }
        if (listening || READS_OF_ONE.contains(method)) {
            return Optional.of(Permission.VIEW_STATUS);
        }
        return method.equals("invoke") && name.equals(Names.CLUSTER)
                ? Optional.ofNullable(OPERATIONS.get(String.valueOf(arguments[1])))
                : Optional.empty();
    }

    private @Nullable Object pass(Method method, @Nullable Object[] arguments) throws Throwable {
        try {
            return method.invoke(next, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    /** Queries do not name what is closed. */
    private static @Nullable Object visible(@Nullable Object result) {
        return result instanceof Set<?> found
                ? found.stream().filter(CallGuard::isReadable).collect(Collectors.toSet())
                : result;
    }

    private static boolean isReadable(Object found) {
        ObjectName name = found instanceof ObjectInstance instance ? instance.getObjectName() : (ObjectName) found;
        return READABLE.contains(name.getDomain());
    }

    /** Method, MBean, the first name, and what an operation is given; values of others' choice are cut short and made printable. */
    private static String describe(String method, @Nullable Object[] arguments) {
        StringBuilder text = new StringBuilder(method);
        for (int i = 0; i < Math.min(DESCRIBED, arguments.length); i++) {
            switch (arguments[i]) {
                case ObjectName name -> text.append(' ').append(name);
                case String word -> text.append(' ').append(word);
                case Object[] words -> text.append(' ').append(words(words));
                case null, default -> {
                    // Filters, listeners and the like say nothing.
                }
            }
        }
        String printable = text.toString().replaceAll("\\p{C}", "?");
        return printable.length() > MAX_LOGGED_CHARS ? printable.substring(0, MAX_LOGGED_CHARS) + "..." : printable;
    }

    private static String words(@Nullable Object[] values) {
        return Stream.of(values)
                .limit(MAX_LOGGED_CHARS)
                .filter(value -> value instanceof String || value instanceof Boolean)
                .map(String::valueOf)
                .collect(Collectors.joining(","));
    }
}
