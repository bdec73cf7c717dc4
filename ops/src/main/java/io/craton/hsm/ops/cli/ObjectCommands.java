package io.craton.hsm.ops.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.craton.hsm.ops.ExitCode;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Keys and other objects of a token. */
@Command(
        name = "object",
        description = "List, search, show, generate and destroy objects of a token.",
        subcommands = {
            ObjectCommands.List.class,
            ObjectCommands.Search.class,
            ObjectCommands.Show.class,
            ObjectCommands.Generate.class,
            ObjectCommands.Destroy.class
        })
final class ObjectCommands {
    private ObjectCommands() {}

    private static String table(JsonNode found) {
        TextTable table = new TextTable("OBJECT", "CLASS", "LABEL", "ID", "TYPE", "BITS", "USES");
        for (JsonNode object : found.path("objects")) {
            table.row(
                    object.path("object").asText(),
                    object.path("objectClass").asText(),
                    object.path("label").asText(),
                    object.path("id").asText(),
                    object.path("keyType").asText(),
                    object.path("keyBits").asText(),
                    ClusterText.joined(object.path("uses")));
        }
        return table.toString();
    }

    private static int show(AdminCommand command, Paging paging, JsonNode found) {
        command.print(found, () -> table(found));
        paging.noteRest(command, found);
        return ExitCode.OK;
    }

    @Command(name = "list", description = "Show the objects of a token.")
    static final class List extends AdminCommand {
        @Mixin
        private TokenLogin login = new TokenLogin();

        @Mixin
        private Paging paging = new Paging();

        @Override
        public Integer call() throws CliException {
            return login.within(
                    client(),
                    (client, session) -> show(this, paging, paging.all(client, session + "/objects", "", "objects")));
        }
    }

    @Command(name = "search", description = "Show objects that match all that is given.")
    static final class Search extends AdminCommand {
        @Mixin
        private TokenLogin login = new TokenLogin();

        @Mixin
        private Paging paging = new Paging();

        @Option(names = "--label", paramLabel = "TEXT", description = "The whole label.")
        private @Nullable String label;

        @Option(names = "--label-part", paramLabel = "TEXT", description = "Part of the label, whatever the case.")
        private @Nullable String labelPart;

        @Option(names = "--id", paramLabel = "HEX")
        private @Nullable String id;

        @Option(names = "--class", paramLabel = "CLASS", description = "For instance private-key.")
        private @Nullable String objectClass;

        @Option(names = "--type", paramLabel = "TYPE", description = "For instance rsa or ec.")
        private @Nullable String keyType;

        @Override
        public Integer call() throws CliException {
            StringJoiner query = new StringJoiner("&");
            add(query, "label", label);
            add(query, "labelPart", labelPart);
            add(query, "id", id);
            add(query, "objectClass", objectClass);
            add(query, "keyType", keyType);
            return login.within(
                    client(),
                    (client, session) ->
                            show(this, paging, paging.all(client, session + "/objects", query.toString(), "objects")));
        }

        private static void add(StringJoiner query, String name, @Nullable String value) {
            if (value != null) {
                query.add(name + "=" + encoded(value));
            }
        }
    }

    @Command(name = "show", description = "Show one object with its attributes, as far as they may be told.")
    static final class Show extends AdminCommand {
        @Mixin
        private TokenLogin login = new TokenLogin();

        @Parameters(paramLabel = "OBJECT", description = "Its handle, as lists show it.")
        private String object = "";

        @Override
        public Integer call() throws CliException {
            return login.within(client(), (client, session) -> {
                JsonNode found = client.get(session + "/objects/" + encoded(object));
                print(found, () -> attributes(found));
                return ExitCode.OK;
            });
        }

        private static String attributes(JsonNode found) {
            TextTable table = new TextTable("ATTRIBUTE", "VALUE");
            for (JsonNode attribute : found.path("attributes")) {
                table.row(
                        attribute.path("type").asText(), attribute.path("value").asText());
            }
            return table.toString();
        }
    }

    @Command(name = "generate", description = "Make a key or a key pair: private, sensitive, not extractable.")
    static final class Generate extends AdminCommand {
        @Mixin
        private TokenLogin login = new TokenLogin();

        @Option(names = "--type", required = true, paramLabel = "TYPE", description = "rsa, ec, aes or generic-secret.")
        private String type = "";

        @Option(names = "--label", required = true, paramLabel = "TEXT")
        private String label = "";

        @Option(names = "--id", paramLabel = "HEX")
        private @Nullable String id;

        @Option(names = "--bits", paramLabel = "N", description = "Of an RSA modulus (3072) or a secret key (256).")
        private @Nullable Integer bits;

        @Option(names = "--curve", paramLabel = "CURVE", description = "p-256 (unless told otherwise) or p-384.")
        private @Nullable String curve;

        @Override
        public Integer call() throws CliException {
            return login.within(client(), this::generate);
        }

        private int generate(AdminClient client, String session) throws CliException {
            progress("Generating...");
            try (RequestBody body = new RequestBody().put("type", type).put("label", label)) {
                if (id != null) {
                    body.put("id", id);
                }
                if (bits != null) {
                    body.put("bits", bits);
                }
                if (curve != null) {
                    body.put("curve", curve);
                }
                JsonNode made = client.post(session + "/keys", body);
                return done(
                        made,
                        "Key " + made.path("key").asText()
                                + (made.has("publicKey")
                                        ? ", public key "
                                                + made.path("publicKey").asText()
                                        : ""));
            }
        }
    }

    @Command(
            name = "destroy",
            description = "Destroy an object. Once this is answered no node uses it any more; nothing brings it back.")
    static final class Destroy extends AdminCommand {
        @Mixin
        private TokenLogin login = new TokenLogin();

        @Parameters(paramLabel = "OBJECT", description = "Its handle, as lists show it.")
        private String object = "";

        @Override
        public Integer call() throws CliException {
            return login.within(
                    client(),
                    (client, session) -> done(
                            client.delete(session + "/objects/" + encoded(object)),
                            "Object " + object + " is destroyed."));
        }
    }
}
