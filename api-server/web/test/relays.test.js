import {test} from 'node:test';
import assert from 'node:assert/strict';
import {ha1, response} from '../src/digest.js';
import {Relays, answer, challengeIn} from '../src/relays.js';

globalThis.crypto ??= (await import('node:crypto')).webcrypto; // Node 18

const FIELD = 'Bearer realm="rvoip", Digest realm="example.com", nonce="m", qop="auth", algorithm=SHA-512-256, '
  + 'Digest realm="example.com", nonce="n1", qop="auth,auth-int", algorithm=SHA-256, Digest realm="example.com", nonce="n2", qop="auth", algorithm=MD5';
const account = {user: 'alice', realm: 'example.com', ha1: ha1('alice', 'example.com', 'secret')};
const grant = {username: '17:alice', password: 'pw', ttl: 100, uris: ['stun:192.0.2.1:3478', 'turn:192.0.2.1:3478?transport=udp', 'turns:example.com:5349?transport=tcp']};
const reply = (status, body, field) => ({status, ok: status < 300, json: async () => body, headers: {get: () => field ?? null}});

test('the challenge by SHA-256 is found among others', () => {
  assert.deepEqual(challengeIn(FIELD), {realm: 'example.com', nonce: 'n1', qop: 'auth,auth-int', algorithm: 'SHA-256'});
  assert.equal(challengeIn('Bearer realm="rvoip"'), null);
  assert.equal(challengeIn('Digest realm="a", nonce="b", algorithm=MD5, qop="auth"'), null);
  assert.equal(challengeIn(null), null);
});

test('the answer covers path and method', () => {
  const hash = response({key: account.ha1, method: 'POST', uri: '/v1/turn/credentials', nonce: 'n1', nc: '00000001', cnonce: 'c', qop: 'auth'});
  assert.equal(answer(challengeIn(FIELD), account, 'c'), 'Digest username="alice", realm="example.com", nonce="n1", '
    + `uri="/v1/turn/credentials", algorithm=SHA-256, qop=auth, nc=00000001, cnonce="c", response="${hash}"`);
});

/** Time that stands until it is told to pass. */
class Clock {
  millis = 1_000;
  timers = new Set();
  now = () => this.millis;
  later = (task, after) => {
    const timer = {task, at: this.millis + after};
    this.timers.add(timer);
    return timer;
  };
  cancel = timer => this.timers.delete(timer);

  async pass(millis) {
    this.millis += millis;
    for (const timer of [...this.timers].filter(one => one.at <= this.millis)) {
      this.timers.delete(timer);
      timer.task();
    }
    await new Promise(setImmediate);
  }
}

test('relays are fetched after a challenge, and again before they end', async () => {
  const clock = new Clock();
  const asked = [];
  const relays = new Relays(() => account, async (path, options) => {
    asked.push(options.headers.Authorization ?? 'nothing');
    assert.equal(options.credentials, 'omit');
    return options.headers.Authorization ? reply(200, grant) : reply(401, null, FIELD);
  }, clock);
  assert.deepEqual(relays.servers, []);
  await relays.start();
  assert.deepEqual(relays.servers, [{urls: grant.uris.slice(1), username: '17:alice', credential: 'pw'}]);
  assert.equal(asked[0], 'nothing');
  assert.match(asked[1], /^Digest username="alice"/);
  await clock.pass(74_000);
  assert.equal(asked.length, 2);
  await clock.pass(2_000);
  assert.equal(asked.length, 4);
  relays.stop();
  assert.deepEqual(relays.servers, []);
  await clock.pass(200_000);
  assert.equal(asked.length, 4);
});

test('what has ended is not used any more, and asked for until it comes', async () => {
  const clock = new Clock();
  let works = true;
  const relays = new Relays(() => account, async () => works ? reply(200, grant) : reply(503), clock);
  await relays.start();
  works = false;
  await clock.pass(76_000);
  assert.equal(relays.servers.length, 1);
  await clock.pass(25_000);
  assert.deepEqual(relays.servers, []);
  works = true;
  await clock.pass(6_000);
  assert.equal(relays.servers.length, 1);
});

test('a wrong password is sent once, a nonce that is too old is asked anew', async () => {
  let count = 0;
  const wrong = new Relays(() => account, async () => { count += 1; return reply(401, null, FIELD); }, new Clock());
  await wrong.start();
  wrong.stop();
  assert.equal(count, 2);
  count = 0;
  const stale = new Relays(() => account, async () => { count += 1; return count < 3 ? reply(401, null, `${FIELD.split(', Digest')[0]}, Digest realm="example.com", nonce="x${count}", qop="auth", algorithm=SHA-256, stale=true`) : reply(200, grant); }, new Clock());
  await stale.start();
  assert.equal(stale.servers.length, 1);
  stale.stop();
});
