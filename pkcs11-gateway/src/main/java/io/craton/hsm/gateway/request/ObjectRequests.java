package io.craton.hsm.gateway.request;

import io.craton.hsm.actors.AttributeAnswer;
import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.FoundObjects;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.ObjectHandle;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.object.AttributeValue;
import io.craton.hsm.core.object.Attributes;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.Request;
import io.craton.hsm.gateway.wire.Wire;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Requests about objects (PKCS#11 3.2, section 5.7). Thread-safe. */
final class ObjectRequests {
    /** What an attribute takes beside its value, for C_GetObjectSize: its CK_ATTRIBUTE. */
    private static final int BYTES_PER_ATTRIBUTE = 24;

    private final HsmService hsm;
    private final TemplateReader templates;

    ObjectRequests(HsmService hsm) {
        this.hsm = hsm;
        this.templates = new TemplateReader(hsm.secrets());
    }

    Outcome<Reply> create(Call call, Request.CreateObject request) {
        SessionHandle session = new SessionHandle(request.session());
        return templates
                .read(request.template(), null)
                .flatMap(template -> hsm.createObject(call, session, template))
                .map(object -> new Reply.CreateObject(object.value()));
    }

    Outcome<Reply> copy(Call call, Request.CopyObject request) {
        SessionHandle session = new SessionHandle(request.session());
        ObjectHandle source = new ObjectHandle(request.object());
        return changes(call, session, source, request.template())
                .flatMap(changes -> hsm.copyObject(call, session, source, changes))
                .map(object -> new Reply.CopyObject(object.value()));
    }

    Outcome<Reply> set(Call call, Request.SetAttributes request) {
        SessionHandle session = new SessionHandle(request.session());
        ObjectHandle object = new ObjectHandle(request.object());
        return changes(call, session, object, request.template())
                .flatMap(changes -> hsm.setAttributes(call, session, object, changes))
                .map(done -> new Reply.SetAttributes());
    }

    /** The class decides whether a CKA_VALUE is a secret; it is asked for only when the changes have one. */
    private Outcome<Template> changes(
            Call call, SessionHandle session, ObjectHandle object, List<Wire.Attribute> template) {
        if (!TemplateReader.needsClass(template)) {
            return templates.read(template, null);
        }
        return hsm.facts(call, session, object).flatMap(facts -> {
            @Nullable ObjectClass objectClass = facts.objectClass().orElse(null);
            return templates.read(template, objectClass);
        });
    }

    Outcome<Reply> destroy(Call call, Request.DestroyObject request) {
        return hsm.destroyObject(call, new SessionHandle(request.session()), new ObjectHandle(request.object()))
                .map(done -> new Reply.DestroyObject());
    }

    Outcome<Reply> size(Call call, Request.GetObjectSize request) {
        return facts(call, request.session(), request.object()).map(facts -> new Reply.GetObjectSize(bytes(facts)));
    }

    private static long bytes(Attributes attributes) {
        long bytes = 0;
        for (AttributeValue value : attributes.asMap().values()) {
            bytes += BYTES_PER_ATTRIBUTE + AttributeValues.write(value).length;
        }
        return bytes;
    }

    /** An object that is none, or no key, is a bad key handle: the client asks only for keys it is about to use. */
    Outcome<Reply> keyFacts(Call call, Request.KeyFacts request) {
        Outcome<Attributes> facts = facts(call, request.session(), request.object());
        if (facts instanceof Outcome.Refused<Attributes>(Fault fault) && fault == Fault.OBJECT_HANDLE_INVALID) {
            return Outcome.refused(Fault.KEY_HANDLE_INVALID);
        }
        return facts.flatMap(KeyFactsWriter::write);
    }

    private Outcome<Attributes> facts(Call call, long session, long object) {
        return hsm.facts(call, new SessionHandle(session), new ObjectHandle(object));
    }

    Outcome<Reply> get(Call call, Request.GetAttributes request) {
        SessionHandle session = new SessionHandle(request.session());
        ObjectHandle object = new ObjectHandle(request.object());
        Outcome<List<AttributeAnswer>> answers =
                hsm.attributes(call, session, object, AttributeWriter.known(request.types()));
        return answers.flatMap(known -> {
            try {
                return results(AttributeWriter.results(request.types(), known));
            } finally {
                AttributeWriter.close(known);
            }
        });
    }

    /** Many long values asked for at once may not fit one frame. */
    private static Outcome<Reply> results(List<Wire.AttributeResult> results) {
        long bytes =
                results.stream().mapToLong(result -> result.value().length()).sum();
        if (bytes > Wire.MAX_DATA_BYTES) {
            results.forEach(result -> result.value().wipe());
            return Outcome.refused(Fault.DEVICE_MEMORY);
        }
        return Outcome.done(new Reply.GetAttributes(results));
    }

    /** The cursor is the last handle of the page before, so that any node can go on where another left off: handles are never reused. */
    Outcome<Reply> find(Call call, Request.FindObjects request) {
        SessionHandle session = new SessionHandle(request.session());
        int limit = request.maxHandles() <= 0 ? Wire.MAX_FIND_PAGE : Math.min(request.maxHandles(), Wire.MAX_FIND_PAGE);
        return templates
                .readSearch(request.template())
                .flatMap(wanted -> wanted.isEmpty()
                        ? nothing(call, session)
                        : hsm.find(call, session, wanted.get(), new ObjectHandle(request.cursor()), limit)
                                .map(ObjectRequests::page));
    }

    private static Reply page(FoundObjects found) {
        long[] handles = found.handles().stream().mapToLong(ObjectHandle::value).toArray();
        return new Reply.FindObjects(handles, found.isLast() ? 0 : handles[handles.length - 1]);
    }

    /** Nothing can match, but a bad session is refused all the same. */
    private Outcome<Reply> nothing(Call call, SessionHandle session) {
        return hsm.session(call, session).map(_ -> new Reply.FindObjects(new long[0], 0));
    }
}
