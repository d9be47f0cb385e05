// A provider of single sign-on for the tests, on a free port of this machine.
// Reads one line of JSON (`clients`, as oidc-provider names their settings), prints its address,
// and stops when its input closes, so that it never outlives the tests.
// POST /people tells what is so of somebody: {"login": {"name": …, "groups": […]}}.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import Provider from 'oidc-provider';

const lines = createInterface({ input: process.stdin });
const { clients } = JSON.parse((await lines[Symbol.asyncIterator]().next()).value);
process.stdin.on('end', () => process.exit(0));
process.stdin.on('close', () => process.exit(0));
process.stdin.resume();

const people = {};
const server = createServer();
await new Promise((ready) => { server.listen(0, '127.0.0.1', ready); });
const issuer = `http://127.0.0.1:${server.address().port}`;

const jwk = (kind, options) => generateKeyPairSync(kind, options).privateKey.export({ format: 'jwk' });
const provider = new Provider(issuer, {
  clients,
  jwks: {
    keys: [
      { ...jwk('rsa', { modulusLength: 2048 }), use: 'sig', kid: 'rsa' },
      { ...jwk('ec', { namedCurve: 'P-256' }), use: 'sig', kid: 'ec', alg: 'ES256' },
    ],
  },
  cookies: { keys: [randomBytes(32).toString('hex')] },
  claims: { openid: ['sub'], profile: ['name'], groups: ['groups'] },
  conformIdTokenClaims: false, // claims stand in the ID token, as most organisations have it
  features: {
    backchannelLogout: { enabled: true },
    rpInitiatedLogout: { enabled: true },
  },
  findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
  pkce: { required: () => true },
  ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  // It would not call this machine otherwise.
  fetch: (url, { dispatcher, ...options }) => fetch(url, options),
});

const answer = provider.callback();
server.on('request', async (request, response) => {
  if (request.url !== '/people') {
    answer(request, response);
    return;
  }
  let told = '';
  for await (const part of request) told += part;
  Object.assign(people, JSON.parse(told));
  response.writeHead(204).end();
});
process.stdout.write(`${issuer}\n`);
