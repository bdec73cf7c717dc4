package io.craton.hsm.raft;

import java.util.List;
import java.util.stream.Stream;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.persistence.typed.PersistenceId;
import org.apache.pekko.persistence.typed.javadsl.CommandHandler;
import org.apache.pekko.persistence.typed.javadsl.EventHandler;
import org.apache.pekko.persistence.typed.javadsl.EventSourcedBehavior;

/** An event-sourced actor that remembers lines; it acknowledges a line once it is persisted. */
final class Diary extends EventSourcedBehavior<Diary.Command, String, List<String>> {
    sealed interface Command {
        record Add(String line, ActorRef<Done> replyTo) implements Command {}

        record Read(ActorRef<List<String>> replyTo) implements Command {}
    }

    private Diary(String id) {
        super(PersistenceId.ofUniqueId(id));
    }

    static Behavior<Command> behavior(String id) {
        return new Diary(id);
    }

    @Override
    public List<String> emptyState() {
        return List.of();
    }

    @Override
    public CommandHandler<Command, String, List<String>> commandHandler() {
        return newCommandHandlerBuilder()
                .forAnyState()
                .onCommand(
                        Command.Add.class,
                        add -> Effect().persist(add.line()).thenReply(add.replyTo(), lines -> Done.getInstance()))
                .onCommand(Command.Read.class, (lines, read) -> Effect().reply(read.replyTo(), lines))
                .build();
    }

    @Override
    public EventHandler<List<String>, String> eventHandler() {
        return (lines, line) -> Stream.concat(lines.stream(), Stream.of(line)).toList();
    }
}
