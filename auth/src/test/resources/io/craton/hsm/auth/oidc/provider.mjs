// An OpenID provider for a test. Arguments: port, id of the signing key, client secret, callback, back-channel logout address.
import { generateKeyPairSync } from 'node:crypto';
import Provider from 'oidc-provider';

const [port, keyId, secret, callback, logout] = process.argv.slice(2);
const issuer = `http://127.0.0.1:${port}`;
const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' });

const provider = new Provider(issuer, {
  clients: [
    {
      client_id: 'hsm',
      client_secret: secret,
      redirect_uris: [callback],
      grant_types: ['authorization_code', 'urn:ietf:params:oauth:grant-type:device_code'],
      response_types: ['code'],
      id_token_signed_response_alg: 'ES256',
      backchannel_logout_uri: logout,
      backchannel_logout_session_required: true,
    },
  ],
  jwks: { keys: [{ ...key, kid: keyId, alg: 'ES256', use: 'sig' }] },
  cookies: { keys: ['only-for-a-test'] },
  claims: { openid: ['sub'], groups: ['groups'] },
  conformIdTokenClaims: false,
  pkce: { required: () => true },
  features: { deviceFlow: { enabled: true }, backchannelLogout: { enabled: true } },
  // Its own way of calling out refuses loopback addresses, where this test listens for logouts.
  fetch: (url, { dispatcher, ...options }) => globalThis.fetch(url, options),
  findAccount: (context, id) => ({
    accountId: id,
    claims: () => ({ sub: id, groups: ['hsm-officers', 'staff'] }),
  }),
});

provider.listen(Number(port), '127.0.0.1', () => console.log('ready'));
