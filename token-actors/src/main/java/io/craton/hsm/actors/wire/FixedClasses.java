package io.craton.hsm.actors.wire;

import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.KryoException;
import com.esotericsoftware.kryo.Registration;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.util.DefaultClassResolver;
import java.util.List;
import org.apache.pekko.actor.typed.ActorRef;
import org.jspecify.annotations.Nullable;

/** Classes by registered number only: a class name in the bytes is refused before anything is loaded. */
final class FixedClasses extends DefaultClassResolver {
    /** Kryo's number for a class that follows by name. */
    private static final int BY_NAME = NAME + 2;

    @Override
    public @Nullable Registration readClass(Input input) {
        int number = input.readVarInt(true);
        if (number == Kryo.NULL) {
            return null;
        }
        Registration registration = number <= BY_NAME ? null : getRegistration(number - 2);
        if (registration == null) {
            throw new KryoException("no class has number " + Integer.toUnsignedString(number));
        }
        return registration;
    }

    /** Lists and references have one shape each, whatever class the value at hand has. */
    @Override
    public @Nullable Registration getRegistration(Class type) {
        Registration registration = super.getRegistration(type);
        if (registration != null) {
            return registration;
        }
        Class<?> asked = type;
        if (List.class.isAssignableFrom(asked)) {
            return super.getRegistration(List.class);
        }
        return ActorRef.class.isAssignableFrom(asked) ? super.getRegistration(ActorRef.class) : null;
    }
}
