package io.craton.hsm.actors.shard;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.RootActorPath;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorRefResolver;

/**
 * Where the guardians are: this node's own by reference, those of others by their fixed path. A reference by path names an address and
 * no incarnation, so it stays good when the node is restarted. Thread-safe; holds one reference for each node and group.
 */
final class GuardianDirectory {
    private record Place(String node, int group) {}

    private final String self;
    private final Map<Integer, ActorRef<ShardMessage>> own;
    private final Function<String, Optional<Address>> addresses;
    private final ActorRefResolver resolver;
    private final Map<Place, ActorRef<ShardMessage>> others = new ConcurrentHashMap<>();

    GuardianDirectory(
            String self,
            Map<Integer, ActorRef<ShardMessage>> own,
            Function<String, Optional<Address>> addresses,
            ActorRefResolver resolver) {
        this.self = self;
        this.own = Map.copyOf(own);
        this.addresses = addresses;
        this.resolver = resolver;
    }

    /** The guardian of {@code group} on {@code node}; empty if there is no such node or group. */
    Optional<ActorRef<ShardMessage>> find(String node, int group) {
        ActorRef<ShardMessage> local = own.get(group);
        if (node.equals(self) || local == null) {
            return Optional.ofNullable(local);
        }
        Place place = new Place(node, group);
        ActorRef<ShardMessage> known = others.get(place);
        if (known != null) {
            return Optional.of(known);
        }
        return addresses.apply(node).map(address -> others.computeIfAbsent(place, absent -> resolve(address, group)));
    }

    private ActorRef<ShardMessage> resolve(Address address, int group) {
        return resolver.resolveActorRef(new RootActorPath(address, "/")
                .child("user")
                .child(ShardGuardian.nameOf(group))
                .toSerializationFormat());
    }
}
