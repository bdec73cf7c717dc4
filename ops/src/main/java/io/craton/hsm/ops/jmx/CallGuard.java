package io.craton.hsm.ops.jmx;

import io.craton.hsm.auth.Operator;
import io.craton.hsm.auth.Permission;
import io.craton.hsm.ops.http.CallerGate;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.management.MBeanServer;
import javax.management.MBeanServerDelegate;
import javax.management.ObjectInstance;
import javax.management.ObjectName;
import javax.management.remote.MBeanServerForwarder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before the MBean server: judges the peer's certificate and roles at every call from outside, and records the call. What is not
 * named here is refused: other domains than {@code craton}, {@code java.lang} and {@code java.nio}, every operation but the two that are
 * listed, every change of an attribute, every making and removing of MBeans. Thread-safe.
 */
final class CallGuard implements InvocationHandler {
    private static final Logger CALLS = LoggerFactory.getLogger("io.craton.hsm.jmx.calls");
    private static final Set<String> READABLE = Set.of(Names.DOMAIN, "java.lang", "java.nio");
    private static final int MAX_LOGGED_CHARS = 200;

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

    private final CallerGate gate;
    private volatile @Nullable MBeanServer next;

    private CallGuard(CallerGate gate) {
        this.gate = gate;
    }

    static MBeanServerForwarder before(MBeanServer server, CallerGate gate) {
        MBeanServerForwarder guarded = (MBeanServerForwarder) Proxy.newProxyInstance(
                CallGuard.class.getClassLoader(), new Class<?>[] {MBeanServerForwarder.class}, new CallGuard(gate));
        guarded.setMBeanServer(server);
        return guarded;
    }

    /**
     * The operator at the other end of this thread's connection.
     *
     * @throws SecurityException without a reason the peer could learn from, which the log has
     */
    static Operator operator(CallerGate gate) {
        return switch (gate.identify(Peer.chain(), Optional.empty())) {
            case CallerGate.Decision.Known(Operator operator) -> operator;
            case CallerGate.Decision.Refused(var refusal) -> {
                CALLS.warn("a JMX peer is refused: {}, {}", refusal.reason(), refusal.detail());
                throw new SecurityException("not signed in");
            }
            case CallerGate.Decision.Anonymous _ -> throw new SecurityException("not signed in");
        };
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
                if (Peer.chain().isEmpty()) {
                    requireOwnWork(method.getName());
                } else if (LOADERS.contains(method.getName())) {
                    requireOpen(given);
                } else {
                    judge(method.getName(), given);
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
            CALLS.warn("{} refused: arguments for {}", operator(gate).id(), describe("", arguments));
            throw new SecurityException("this is open to nobody");
        }
    }

    private void judge(String method, @Nullable Object[] arguments) {
        Operator operator = operator(gate);
        String call = describe(method, arguments);
        Optional<Permission> needed = permission(method, arguments);
        if (needed.isEmpty() || !operator.may(needed.get())) {
            CALLS.warn("{} refused: {}", operator.id(), call);
            throw new SecurityException(needed.map(it -> "this takes a role that may " + it.meaning())
                    .orElse("this is open to nobody"));
        }
        CALLS.info("{}: {}", operator.id(), call);
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

    /** Method, MBean and the first name; values of others' choice are cut short and made printable. */
    private static String describe(String method, @Nullable Object[] arguments) {
        StringBuilder text = new StringBuilder(method);
        for (int i = 0; i < Math.min(2, arguments.length); i++) {
            if (arguments[i] instanceof ObjectName || arguments[i] instanceof String) {
                text.append(' ').append(arguments[i]);
            } else if (arguments[i] instanceof String[] names) {
                text.append(' ').append(String.join(",", names));
            }
        }
        String printable = text.toString().replaceAll("\\p{C}", "?");
        return printable.length() > MAX_LOGGED_CHARS ? printable.substring(0, MAX_LOGGED_CHARS) + "..." : printable;
    }
}
