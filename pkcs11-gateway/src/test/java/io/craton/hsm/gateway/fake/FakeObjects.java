package io.craton.hsm.gateway.fake;

import io.craton.hsm.actors.AttributeAnswer;
import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.FoundObjects;
import io.craton.hsm.actors.KeyPairHandles;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.fault.Outcome.Unit;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.object.AttributeType;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.core.object.rules.KeyPairAttributes;
import io.craton.hsm.core.object.rules.ObjectRules;
import io.craton.hsm.core.object.rules.Reading;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;

/** The objects of the fake, by the rules of the real ones. */
abstract class FakeObjects extends FakeTokens {
    final SecureRandom random = new SecureRandom();

    FakeObjects(int slots) {
        super(slots);
    }

    private ObjectHandle add(FakeToken token, SessionHandle session, FakeObject object) {
        long number = ++token.objectCounter;
        ObjectHandle handle = object.attributes().flag(AttributeType.TOKEN)
                ? ObjectHandle.ofToken(number)
                : ObjectHandle.ofSession(session, number);
        token.objects.put(handle, object.named(handle.value()));
        return handle;
    }

    @Override
    public Outcome<ObjectHandle> createObject(Call call, SessionHandle session, Template template) {
        try (template) {
            return change(
                    "createObject",
                    call,
                    () -> inSession(
                            call,
                            session,
                            token -> ObjectRules.created(template)
                                    .map(attributes ->
                                            add(token, session, FakeObject.of(attributes, template.keyMaterial())))));
        }
    }

    @Override
    public Outcome<ObjectHandle> copyObject(Call call, SessionHandle session, ObjectHandle source, Template changes) {
        try (changes) {
            return change(
                    "copyObject",
                    call,
                    () -> withObject(
                            call,
                            session,
                            source,
                            object -> ObjectRules.copied(object.attributes(), changes)
                                    .map(copy -> add(tokens[session.slot().value()], session, object.with(copy)))));
        }
    }

    @Override
    public Outcome<Unit> destroyObject(Call call, SessionHandle session, ObjectHandle handle) {
        return change(
                "destroyObject",
                call,
                () -> withObject(call, session, handle, object -> {
                    FakeToken token = tokens[session.slot().value()];
                    token.objects.remove(handle);
                    token.stamp++;
                    return Outcome.OK;
                }));
    }

    @Override
    public Outcome<Unit> setAttributes(Call call, SessionHandle session, ObjectHandle handle, Template changes) {
        try (changes) {
            return change(
                    "setAttributes",
                    call,
                    () -> withObject(
                            call,
                            session,
                            handle,
                            object -> ObjectRules.changed(object.attributes(), changes)
                                    .map(changed -> {
                                        FakeToken token = tokens[session.slot().value()];
                                        token.objects.put(handle, object.with(changed));
                                        token.stamp++;
                                        return Unit.UNIT;
                                    })));
        }
    }

    @Override
    public Outcome<List<AttributeAnswer>> attributes(
            Call call, SessionHandle session, ObjectHandle handle, List<AttributeType> types) {
        return read(
                "attributes",
                call,
                () -> withObject(
                        call,
                        session,
                        handle,
                        object -> Outcome.done(
                                types.stream().map(type -> answer(object, type)).toList())));
    }

    private AttributeAnswer answer(FakeObject object, AttributeType type) {
        Reading reading = ObjectRules.reading(object.attributes(), type);
        return switch (reading) {
            case VALUE -> {
                AttributeValue value = object.attributes().get(type).orElseThrow();
                yield new AttributeAnswer.Value(value);
            }
            case MATERIAL -> {
                byte[] material = object.material().get(type);
                yield material == null
                        ? new AttributeAnswer.Absent()
                        : new AttributeAnswer.Material(secrets.take(material.clone()));
            }
            case SENSITIVE -> new AttributeAnswer.Sensitive();
            case ABSENT -> new AttributeAnswer.Absent();
        };
    }

    @Override
    public Outcome<Attributes> facts(Call call, SessionHandle session, ObjectHandle handle) {
        return read(
                "facts", call, () -> withObject(call, session, handle, object -> Outcome.done(object.attributes())));
    }

    @Override
    public Outcome<FoundObjects> find(
            Call call, SessionHandle session, Template wanted, ObjectHandle after, int limit) {
        try (wanted) {
            boolean byMaterial = !wanted.keyMaterial().isEmpty();
            return read(
                    "find",
                    call,
                    () -> inSession(call, session, token -> {
                        List<ObjectHandle> found = token.objects.entrySet().stream()
                                .filter(entry -> !byMaterial
                                        && ObjectRules.visible(entry.getValue().attributes(), isUser(token, call))
                                        && entry.getValue().attributes().matches(wanted.attributes()))
                                .map(Map.Entry::getKey)
                                .filter(handle -> FoundObjects.ORDER.compare(handle, after) > 0)
                                .sorted(FoundObjects.ORDER)
                                .toList();
                        return Outcome.done(new FoundObjects(
                                found.subList(0, Math.min(limit, found.size())), found.size() <= limit));
                    }));
        }
    }

    @Override
    public Outcome<ObjectHandle> generateKey(Call call, SessionHandle session, Mechanism mechanism, Template template) {
        try (template) {
            return change(
                    "generateKey",
                    call,
                    () -> inSession(
                            call,
                            session,
                            token -> ObjectRules.generatedSecretKey(mechanism, template)
                                    .map(attributes -> {
                                        byte[] value = new byte
                                                [attributes
                                                        .number(AttributeType.VALUE_LEN)
                                                        .orElseThrow()
                                                        .intValue()];
                                        random.nextBytes(value);
                                        Map<AttributeType, byte[]> material = new EnumMap<>(AttributeType.class);
                                        material.put(AttributeType.VALUE, value);
                                        return add(
                                                token,
                                                session,
                                                new FakeObject(attributes, material, new SecretKeySpec(value, "AES")));
                                    })));
        }
    }

    @Override
    public Outcome<KeyPairHandles> generateKeyPair(
            Call call, SessionHandle session, Mechanism mechanism, Template publicTemplate, Template privateTemplate) {
        try (publicTemplate;
                privateTemplate) {
            return change(
                    "generateKeyPair",
                    call,
                    () -> inSession(
                            call,
                            session,
                            token -> ObjectRules.generatedKeyPair(mechanism, publicTemplate, privateTemplate)
                                    .map(pair -> generate(token, session, pair))));
        }
    }

    private KeyPairHandles generate(FakeToken token, SessionHandle session, KeyPairAttributes wanted) {
        try {
            KeyPair pair = FakeCrypto.generate(wanted.wanted());
            Attributes facts = FakeCrypto.facts(pair.getPublic(), wanted.wanted());
            return new KeyPairHandles(
                    add(
                            token,
                            session,
                            new FakeObject(
                                    ObjectRules.withFacts(wanted.publicKey(), facts), Map.of(), pair.getPublic())),
                    add(
                            token,
                            session,
                            new FakeObject(
                                    ObjectRules.withFacts(wanted.privateKey(), facts), Map.of(), pair.getPrivate())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
