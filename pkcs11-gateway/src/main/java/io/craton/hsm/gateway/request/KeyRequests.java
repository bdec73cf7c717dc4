package io.craton.hsm.gateway.request;

import io.craton.hsm.actors.Call;
import io.craton.hsm.actors.HsmService;
import io.craton.hsm.core.fault.Fault;
import io.craton.hsm.core.fault.Outcome;
import io.craton.hsm.core.id.SessionHandle;
import io.craton.hsm.core.mechanism.Mechanism;
import io.craton.hsm.core.mechanism.Operation;
import io.craton.hsm.core.object.ObjectClass;
import io.craton.hsm.core.object.Template;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.Request;
import io.craton.hsm.gateway.wire.Wire;

/** Requests that make keys (PKCS#11 3.2, section 5.18). Thread-safe. */
final class KeyRequests {
    private final HsmService hsm;
    private final TemplateReader templates;

    KeyRequests(HsmService hsm) {
        this.hsm = hsm;
        this.templates = new TemplateReader(hsm.secrets());
    }

    Outcome<Reply> generate(Call call, Request.GenerateKey request) {
        SessionHandle session = new SessionHandle(request.session());
        return mechanism(request.mechanism(), Operation.GENERATE)
                .flatMap(mechanism -> templates
                        .read(request.template(), ObjectClass.SECRET_KEY)
                        .flatMap(template -> hsm.generateKey(call, session, mechanism, template)))
                .map(object -> new Reply.GenerateKey(object.value()));
    }

    Outcome<Reply> generatePair(Call call, Request.GenerateKeyPair request) {
        return mechanism(request.mechanism(), Operation.GENERATE_KEY_PAIR)
                .flatMap(mechanism -> templates
                        .read(request.publicTemplate(), ObjectClass.PUBLIC_KEY)
                        .flatMap(publicTemplate -> generatePair(call, request, mechanism, publicTemplate)));
    }

    private Outcome<Reply> generatePair(
            Call call, Request.GenerateKeyPair request, Mechanism mechanism, Template publicTemplate) {
        SessionHandle session = new SessionHandle(request.session());
        Outcome<Template> privateTemplate = templates.read(request.privateTemplate(), ObjectClass.PRIVATE_KEY);
        if (!privateTemplate.isDone()) {
            publicTemplate.close();
        }
        return privateTemplate
                .flatMap(template -> hsm.generateKeyPair(call, session, mechanism, publicTemplate, template))
                .map(pair -> new Reply.GenerateKeyPair(
                        pair.publicKey().value(), pair.privateKey().value()));
    }

    private static Outcome<Mechanism> mechanism(Wire.MechanismUse use, Operation operation) {
        return MechanismReader.read(use)
                .flatMap(read -> read.mechanism().does(operation)
                        ? Outcome.done(read.mechanism())
                        : Outcome.refused(Fault.MECHANISM_INVALID));
    }
}
