package io.craton.hsm.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.craton.hsm.core.object.NamedCurve;
import io.craton.hsm.gateway.wire.Cka;
import io.craton.hsm.gateway.wire.Ckf;
import io.craton.hsm.gateway.wire.Ckk;
import io.craton.hsm.gateway.wire.Ckm;
import io.craton.hsm.gateway.wire.Cko;
import io.craton.hsm.gateway.wire.Ckr;
import io.craton.hsm.gateway.wire.Cks;
import io.craton.hsm.gateway.wire.Cku;
import io.craton.hsm.gateway.wire.Reply;
import io.craton.hsm.gateway.wire.Request;
import io.craton.hsm.gateway.wire.Slice;
import io.craton.hsm.gateway.wire.Wire;
import io.craton.hsm.gateway.wire.WireWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every operation, through the codec and a real socket. */
class GatewayOperationsIT {
    private static final Slice DATA = utf8("what is signed");

    private RunningGateway gateway;
    private GatewayClient client;

    @BeforeEach
    void connect() throws IOException, GatewayStartException {
        gateway = RunningGateway.start();
        client = gateway.client();
    }

    @AfterEach
    void disconnect() throws IOException {
        try (var _ = gateway;
                var _ = client) {
            assertThat(gateway.hsm.openSecrets()).isZero();
            assertThat(gateway.metrics().requestsFailed()).isZero();
            assertThat(gateway.metrics().connectionsFailed()).isZero();
        }
    }

    private static Slice utf8(String text) {
        return Slice.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Wire.MechanismUse use(long mechanism) {
        return new Wire.MechanismUse(mechanism, Slice.EMPTY);
    }

    private static Wire.MechanismUse gcm(String aad) {
        WireWriter out = new WireWriter();
        new Wire.GcmParameters(Slice.of(new byte[12]), utf8(aad), 128).encode(out);
        return new Wire.MechanismUse(Ckm.AES_GCM, Slice.of(out.copy()));
    }

    private long session() throws IOException {
        return client.get(new Request.OpenSession(0, true), Reply.OpenSession.class)
                .session();
    }

    private long loggedIn() throws IOException {
        long session = session();
        client.get(new Request.Login(session, Cku.USER, utf8("1234")), Reply.Login.class);
        return session;
    }

    private long aesKey(long session) throws IOException {
        WireTemplate template = new WireTemplate()
                .number(Cka.VALUE_LEN, 32)
                .flag(Cka.ENCRYPT, true)
                .flag(Cka.DECRYPT, true)
                .flag(Cka.TOKEN, true)
                .text(Cka.LABEL, "aes");
        return client.get(
                        new Request.GenerateKey(session, use(Ckm.AES_KEY_GEN), template.attributes()),
                        Reply.GenerateKey.class)
                .object();
    }

    private Reply.GenerateKeyPair ecPair(long session) throws IOException {
        return client.get(
                new Request.GenerateKeyPair(
                        session,
                        use(Ckm.EC_KEY_PAIR_GEN),
                        new WireTemplate()
                                .bytes(
                                        Cka.EC_PARAMS,
                                        NamedCurve.P_256.ecParams().toByteArray())
                                .flag(Cka.VERIFY, true)
                                .attributes(),
                        new WireTemplate().flag(Cka.SIGN, true).attributes()),
                Reply.GenerateKeyPair.class);
    }

    @Test
    void listsTheSlotsWithTheirTokens() throws IOException {
        List<Wire.SlotEntry> slots =
                client.get(new Request.SlotList(), Reply.SlotList.class).slots();

        assertThat(slots).hasSize(2);
        assertThat(slots.get(0).label()).isEqualTo("demo");
        assertThat(slots.get(0).slotFlags()).isEqualTo(Ckf.TOKEN_PRESENT);
        assertThat(slots.get(0).tokenFlags())
                .isEqualTo(Ckf.RNG | Ckf.LOGIN_REQUIRED | Ckf.TOKEN_INITIALIZED | Ckf.USER_PIN_INITIALIZED);
        assertThat(slots.get(1).tokenFlags()).isEqualTo(Ckf.RNG | Ckf.LOGIN_REQUIRED);
        assertThat(client.get(new Request.TokenInfo(1), Reply.TokenInfo.class).token())
                .isEqualTo(slots.get(1));
    }

    @ParameterizedTest
    @ValueSource(longs = {2, 255, 256, -1, Long.MIN_VALUE})
    void refusesASlotThatIsNone(long slot) throws IOException {
        assertThat(client.code(new Request.TokenInfo(slot))).isEqualTo(Ckr.SLOT_ID_INVALID);
        assertThat(client.code(new Request.MechanismList(slot))).isEqualTo(Ckr.SLOT_ID_INVALID);
        assertThat(client.code(new Request.OpenSession(slot, true))).isEqualTo(Ckr.SLOT_ID_INVALID);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 0x1ff, 0x102, 0x5500, -1, Long.MIN_VALUE})
    void refusesASessionThatIsNone(long session) throws IOException {
        assertThat(client.code(new Request.SessionInfo(session))).isEqualTo(Ckr.SESSION_HANDLE_INVALID);
        assertThat(client.code(new Request.CloseSession(session))).isEqualTo(Ckr.SESSION_HANDLE_INVALID);
        assertThat(client.code(new Request.KeyFacts(session, 2))).isEqualTo(Ckr.SESSION_HANDLE_INVALID);
    }

    @Test
    void listsTheMechanismsOfASlot() throws IOException {
        assertThat(client.get(new Request.MechanismList(0), Reply.MechanismList.class)
                        .mechanisms())
                .extracting(Wire.MechanismEntry::type)
                .contains(Ckm.RSA_PKCS, Ckm.ECDSA, Ckm.AES_GCM, Ckm.SHA256);
    }

    @Test
    void initialisesATokenAndItsPins() throws IOException {
        assertThat(client.code(new Request.InitToken(1, utf8("so-pin"), "second")))
                .isEqualTo(Ckr.OK);
        long session = client.get(new Request.OpenSession(1, true), Reply.OpenSession.class)
                .session();
        assertThat(client.code(new Request.Login(session, Cku.SO, utf8("so-pin"))))
                .isEqualTo(Ckr.OK);
        assertThat(client.code(new Request.InitPin(session, utf8("first")))).isEqualTo(Ckr.OK);
        assertThat(client.code(new Request.Logout(session))).isEqualTo(Ckr.OK);
        assertThat(client.code(new Request.Login(session, Cku.USER, utf8("first"))))
                .isEqualTo(Ckr.OK);
        assertThat(client.code(new Request.SetPin(session, utf8("first"), utf8("other"))))
                .isEqualTo(Ckr.OK);
        assertThat(client.code(new Request.Logout(session))).isEqualTo(Ckr.OK);
        assertThat(client.code(new Request.Login(session, Cku.USER, utf8("first"))))
                .isEqualTo(Ckr.PIN_INCORRECT);
    }

    @Test
    void tellsTheStateOfASession() throws IOException {
        long session = session();
        assertThat(client.get(new Request.SessionInfo(session), Reply.SessionInfo.class))
                .isEqualTo(new Reply.SessionInfo(0, Cks.RW_PUBLIC_SESSION, Ckf.SERIAL_SESSION | Ckf.RW_SESSION, 0));
        client.get(new Request.Login(session, Cku.USER, utf8("1234")), Reply.Login.class);
        assertThat(client.get(new Request.SessionInfo(session), Reply.SessionInfo.class)
                        .state())
                .isEqualTo(Cks.RW_USER_FUNCTIONS);
        long readOnly = client.get(new Request.OpenSession(0, false), Reply.OpenSession.class)
                .session();
        assertThat(client.get(new Request.SessionInfo(readOnly), Reply.SessionInfo.class)
                        .state())
                .isEqualTo(Cks.RO_USER_FUNCTIONS);
    }

    @Test
    void closesSessionsOneByOneAndAllAtOnce() throws IOException {
        long one = session();
        long two = session();
        assertThat(client.code(new Request.CloseSession(one))).isEqualTo(Ckr.OK);
        assertThat(client.code(new Request.SessionInfo(one))).isEqualTo(Ckr.SESSION_HANDLE_INVALID);
        assertThat(client.code(new Request.CloseAllSessions(0))).isEqualTo(Ckr.OK);
        assertThat(client.code(new Request.SessionInfo(two))).isEqualTo(Ckr.SESSION_HANDLE_INVALID);
    }

    @Test
    void refusesLoginsThatAreNone() throws IOException {
        long session = session();
        assertThat(client.code(new Request.Login(session, Cku.USER, utf8("9999"))))
                .isEqualTo(Ckr.PIN_INCORRECT);
        assertThat(client.code(new Request.Login(session, Cku.CONTEXT_SPECIFIC, utf8("1234"))))
                .isEqualTo(Ckr.OPERATION_NOT_INITIALIZED);
        assertThat(client.code(new Request.Login(session, 7, utf8("1234")))).isEqualTo(Ckr.USER_TYPE_INVALID);
        assertThat(client.code(new Request.Logout(session))).isEqualTo(Ckr.USER_NOT_LOGGED_IN);
    }

    @Test
    void createsReadsChangesCopiesAndDestroysAnObject() throws IOException {
        long session = session();
        WireTemplate data = new WireTemplate()
                .number(Cka.CLASS, Cko.DATA)
                .text(Cka.LABEL, "note")
                .text(Cka.VALUE, "first");
        long object = client.get(new Request.CreateObject(session, data.attributes()), Reply.CreateObject.class)
                .object();

        assertThat(client.code(new Request.SetAttributes(
                        session,
                        object,
                        new WireTemplate().text(Cka.LABEL, "renamed").attributes())))
                .isEqualTo(Ckr.OK);
        assertThat(read(session, object, Cka.LABEL, Cka.VALUE, Cka.MODULUS, 0x8000_0001L))
                .containsExactly("renamed", "first", "invalid", "invalid");

        long copy = client.get(
                        new Request.CopyObject(
                                session,
                                object,
                                new WireTemplate().text(Cka.LABEL, "copy").attributes()),
                        Reply.CopyObject.class)
                .object();
        assertThat(read(session, copy, Cka.LABEL, Cka.VALUE)).containsExactly("copy", "first");
        assertThat(client.get(new Request.GetObjectSize(session, copy), Reply.GetObjectSize.class)
                        .size())
                .isPositive();

        assertThat(client.code(new Request.DestroyObject(session, object))).isEqualTo(Ckr.OK);
        assertThat(client.code(new Request.GetAttributes(session, object, new long[] {Cka.LABEL})))
                .isEqualTo(Ckr.OBJECT_HANDLE_INVALID);
        assertThat(client.code(new Request.GetAttributes(session, copy, new long[] {Cka.LABEL})))
                .isEqualTo(Ckr.OK);
    }

    private List<String> read(long session, long object, long... types) throws IOException {
        List<String> values = new ArrayList<>();
        for (Wire.AttributeResult result : client.get(
                        new Request.GetAttributes(session, object, types), Reply.GetAttributes.class)
                .attributes()) {
            values.add(
                    switch (result.status()) {
                        case Wire.ATTRIBUTE_VALUE -> new String(result.value().copy(), StandardCharsets.UTF_8);
                        case Wire.ATTRIBUTE_SENSITIVE -> "sensitive";
                        default -> "invalid";
                    });
        }
        return values;
    }

    @Test
    void aSecretValueIsReadOnlyWhereTheKeyAllowsIt() throws IOException {
        long session = loggedIn();
        WireTemplate open = new WireTemplate()
                .number(Cka.CLASS, Cko.SECRET_KEY)
                .number(Cka.KEY_TYPE, Ckk.GENERIC_SECRET)
                .flag(Cka.SENSITIVE, false)
                .flag(Cka.EXTRACTABLE, true)
                .text(Cka.VALUE, "not so secret");
        long object = client.get(new Request.CreateObject(session, open.attributes()), Reply.CreateObject.class)
                .object();

        assertThat(read(session, object, Cka.VALUE)).containsExactly("not so secret");
        assertThat(read(session, aesKey(session), Cka.VALUE, Cka.LABEL)).containsExactly("sensitive", "aes");
    }

    @Test
    void refusesAChangeOfAKeysValueAndClosesWhatItCarried() throws IOException {
        long session = loggedIn();
        long key = aesKey(session);

        assertThat(client.code(new Request.SetAttributes(
                        session,
                        key,
                        new WireTemplate().bytes(Cka.VALUE, new byte[32]).attributes())))
                .isEqualTo(Ckr.ATTRIBUTE_READ_ONLY);
        assertThat(gateway.hsm.openSecrets()).isZero();
    }

    @Test
    void findsObjectsPageByPage() throws IOException {
        long session = session();
        List<Long> made = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            WireTemplate data = new WireTemplate().number(Cka.CLASS, Cko.DATA).text(Cka.LABEL, "page");
            made.add(client.get(new Request.CreateObject(session, data.attributes()), Reply.CreateObject.class)
                    .object());
        }
        List<Wire.Attribute> wanted = new WireTemplate().text(Cka.LABEL, "page").attributes();

        List<Long> found = new ArrayList<>();
        long cursor = 0;
        do {
            Reply.FindObjects page =
                    client.get(new Request.FindObjects(session, wanted, cursor, 10), Reply.FindObjects.class);
            for (long handle : page.handles()) {
                found.add(handle);
            }
            cursor = page.cursor();
        } while (cursor != 0);

        assertThat(found).isEqualTo(made);
        assertThat(client.get(
                                new Request.FindObjects(
                                        session,
                                        new WireTemplate()
                                                .number(Cka.CLASS, 0xce534352L)
                                                .attributes(),
                                        0,
                                        10),
                                Reply.FindObjects.class)
                        .handles())
                .isEmpty();
        assertThat(client.code(new Request.FindObjects(
                        session + 256,
                        new WireTemplate().bytes(0x8000_0001L, new byte[1]).attributes(),
                        0,
                        10)))
                .isEqualTo(Ckr.SESSION_HANDLE_INVALID);
    }

    @Test
    void signsAndVerifiesWithACurve() throws IOException {
        long session = loggedIn();
        Reply.GenerateKeyPair pair = ecPair(session);
        Slice signature = Slice.of(
                client.get(new Request.Sign(session, use(Ckm.ECDSA_SHA256), pair.privateKey(), DATA), Reply.Sign.class)
                        .signature()
                        .copy());

        assertThat(signature.length()).isEqualTo(64);
        assertThat(client.code(new Request.Verify(session, use(Ckm.ECDSA_SHA256), pair.publicKey(), DATA, signature)))
                .isEqualTo(Ckr.OK);
        assertThat(client.code(
                        new Request.Verify(session, use(Ckm.ECDSA_SHA256), pair.publicKey(), utf8("other"), signature)))
                .isEqualTo(Ckr.SIGNATURE_INVALID);
    }

    @Test
    void signsAndVerifiesWithRsa() throws IOException {
        long session = loggedIn();
        Reply.GenerateKeyPair pair = client.get(
                new Request.GenerateKeyPair(
                        session,
                        use(Ckm.RSA_PKCS_KEY_PAIR_GEN),
                        new WireTemplate()
                                .number(Cka.MODULUS_BITS, 2048)
                                .flag(Cka.VERIFY, true)
                                .attributes(),
                        new WireTemplate().flag(Cka.SIGN, true).attributes()),
                Reply.GenerateKeyPair.class);

        for (long mechanism : new long[] {Ckm.RSA_PKCS, Ckm.SHA256_RSA_PKCS}) {
            Slice signature = Slice.of(
                    client.get(new Request.Sign(session, use(mechanism), pair.privateKey(), DATA), Reply.Sign.class)
                            .signature()
                            .copy());
            assertThat(client.code(new Request.Verify(session, use(mechanism), pair.publicKey(), DATA, signature)))
                    .isEqualTo(Ckr.OK);
        }
    }

    @Test
    void tellsTheFactsOfAKey() throws IOException {
        long session = loggedIn();
        Reply.GenerateKeyPair pair = ecPair(session);

        assertThat(client.get(new Request.KeyFacts(session, pair.privateKey()), Reply.KeyFacts.class))
                .isEqualTo(new Reply.KeyFacts(Cko.PRIVATE_KEY, Ckk.EC, Ckf.SIGN, 32, false));
        assertThat(client.get(new Request.KeyFacts(session, aesKey(session)), Reply.KeyFacts.class)
                        .usage())
                .isEqualTo(Ckf.ENCRYPT | Ckf.DECRYPT);
        assertThat(client.code(new Request.KeyFacts(session, 77_776))).isEqualTo(Ckr.KEY_HANDLE_INVALID);
    }

    @Test
    void aKeyThatIsNoneIsABadKeyHandle() throws IOException {
        long session = loggedIn();

        assertThat(client.code(new Request.Sign(session, use(Ckm.ECDSA), 77_776, DATA)))
                .isEqualTo(Ckr.KEY_HANDLE_INVALID);
        assertThat(client.code(new Request.Sign(session, use(Ckm.AES_GCM), 77_776, DATA)))
                .isEqualTo(Ckr.MECHANISM_PARAM_INVALID);
        assertThat(client.code(new Request.Sign(session, use(0x8123_4567L), 77_776, DATA)))
                .isEqualTo(Ckr.MECHANISM_INVALID);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 1000, 100_000, Wire.MAX_DATA_BYTES})
    void encryptsAndDecryptsDataOfEveryLength(int length) throws IOException {
        long session = loggedIn();
        long key = aesKey(session);
        byte[] plain = new byte[length];
        java.util.Arrays.fill(plain, (byte) 5);

        for (Wire.MechanismUse mechanism :
                List.of(gcm("associated"), new Wire.MechanismUse(Ckm.AES_CBC_PAD, Slice.of(new byte[16])))) {
            Slice encrypted = Slice.of(
                    client.get(new Request.Encrypt(session, mechanism, key, Slice.of(plain)), Reply.Encrypt.class)
                            .data()
                            .copy());
            assertThat(client.get(new Request.Decrypt(session, mechanism, key, encrypted), Reply.Decrypt.class)
                            .data()
                            .copy())
                    .isEqualTo(plain);
            encrypted.array()[0] ^= 1;
        }
    }

    @Test
    void refusesACipherTextThatWasChanged() throws IOException {
        long session = loggedIn();
        long key = aesKey(session);
        byte[] encrypted = client.get(new Request.Encrypt(session, gcm("a"), key, DATA), Reply.Encrypt.class)
                .data()
                .copy();
        encrypted[3] ^= 1;

        assertThat(client.code(new Request.Decrypt(session, gcm("a"), key, Slice.of(encrypted))))
                .isEqualTo(Ckr.ENCRYPTED_DATA_INVALID);
    }

    @Test
    void digestsAndMakesRandomBytes() throws IOException {
        long session = session();

        assertThat(client.get(new Request.Digest(session, use(Ckm.SHA256), DATA), Reply.Digest.class)
                        .digest()
                        .length())
                .isEqualTo(32);
        assertThat(client.get(new Request.GenerateRandom(session, 65_536), Reply.GenerateRandom.class)
                        .data()
                        .length())
                .isEqualTo(65_536);
        assertThat(client.code(new Request.GenerateRandom(session, 65_537))).isEqualTo(Ckr.ARGUMENTS_BAD);
        assertThat(client.code(new Request.SeedRandom(session, DATA))).isEqualTo(Ckr.RANDOM_SEED_NOT_SUPPORTED);
    }

    @Test
    void runsOperationsInParts() throws IOException {
        long session = loggedIn();
        Reply.GenerateKeyPair pair = ecPair(session);
        Wire.MechanismUse mechanism = use(Ckm.ECDSA_SHA256);

        begin(session, 1, Wire.OPERATION_SIGN, mechanism, pair.privateKey());
        Slice signature =
                Slice.of(client.get(new Request.OperationFinish(session, 1, Slice.EMPTY), Reply.OperationFinish.class)
                        .data()
                        .copy());
        begin(session, 2, Wire.OPERATION_VERIFY, mechanism, pair.publicKey());
        assertThat(client.code(new Request.OperationFinish(session, 2, signature)))
                .isEqualTo(Ckr.OK);

        begin(session, 3, Wire.OPERATION_DIGEST, use(Ckm.SHA256), 0);
        assertThat(client.get(new Request.OperationFinish(session, 3, Slice.EMPTY), Reply.OperationFinish.class)
                        .data()
                        .length())
                .isEqualTo(32);
        assertThat(client.code(new Request.OperationFinish(session, 3, Slice.EMPTY)))
                .isEqualTo(Ckr.OPERATION_NOT_INITIALIZED);
    }

    private void begin(long session, long number, int kind, Wire.MechanismUse mechanism, long key) throws IOException {
        assertThat(client.code(new Request.OperationBegin(session, number, kind, mechanism, key)))
                .isEqualTo(Ckr.OK);
        assertThat(client.code(new Request.OperationUpdate(session, number, DATA)))
                .isEqualTo(Ckr.OK);
        assertThat(client.code(new Request.OperationUpdate(session, number, DATA)))
                .isEqualTo(Ckr.OK);
    }

    @Test
    void cancelsAnOperationAndRefusesAKindThatIsNone() throws IOException {
        long session = session();
        begin(session, 9, Wire.OPERATION_DIGEST, use(Ckm.SHA256), 0);

        assertThat(client.code(new Request.OperationCancel(session, 9))).isEqualTo(Ckr.OK);
        assertThat(client.code(new Request.OperationUpdate(session, 9, DATA))).isEqualTo(Ckr.OPERATION_NOT_INITIALIZED);
        assertThat(client.code(new Request.OperationBegin(session, 10, 6, use(Ckm.SHA256), 0)))
                .isEqualTo(Ckr.ARGUMENTS_BAD);
    }

    @Test
    void aRepeatedChangeGetsTheFirstResult() throws IOException {
        Request open = new Request.OpenSession(0, true);
        GatewayClient.Answered first = client.ask(open, 1000);

        assertThat(client.ask(open, 1000).body()).isEqualTo(first.body());
        assertThat(gateway.hsm.sessions()).isOne();
    }

    @Test
    void everyReplyToASessionCarriesTheStampOfItsToken() throws IOException {
        long session = loggedIn();
        long key = aesKey(session);
        long before = client.ask(new Request.KeyFacts(session, key)).header().stamp();
        assertThat(client.ask(new Request.SeedRandom(session, DATA)).header().stamp())
                .isEqualTo(before);

        long destroyed =
                client.ask(new Request.DestroyObject(session, key)).header().stamp();

        assertThat(destroyed).isGreaterThan(before);
        assertThat(client.ask(new Request.Ping()).header().stamp()).isZero();
    }
}
