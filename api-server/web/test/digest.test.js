import {test} from 'node:test';
import assert from 'node:assert/strict';
import {install, response} from '../src/digest.js';

const request = {method: 'REGISTER', ruri: 'sip:example.com', body: ''};
const challenge = {algorithm: 'SHA-256', realm: 'example.com', nonce: 'abc', qop: ['auth-int', 'auth'], opaque: 'o'};

class Fake {
  _credentials = {username: 'alice', password: 'secret'};
  _nc = 0;
  authenticate() {
    return 'md5';
  }
}
install(Fake.prototype);

test('the response is that of RFC 7616 §3.9.1', () => {
  assert.equal(response({username: 'Mufasa', realm: 'http-auth@example.org', password: 'Circle of Life', method: 'GET', uri: '/dir/index.html',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v', nc: '00000001', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ', qop: 'auth'}),
    '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1');
});

test('a challenge with SHA-256 is answered, and counted', () => {
  const auth = new Fake();
  assert.equal(auth.authenticate(request, challenge), true);
  assert.equal(auth._algorithm, 'SHA-256');
  assert.equal(auth._qop, 'auth');
  assert.equal(auth._ncHex, '00000001');
  assert.equal(auth._response, response({username: 'alice', realm: 'example.com', password: 'secret', method: 'REGISTER',
    uri: 'sip:example.com', nonce: 'abc', nc: '00000001', cnonce: auth._cnonce, qop: 'auth'}));
  auth.authenticate(request, challenge);
  assert.equal(auth._ncHex, '00000002');
});

test('other challenges go the way they went', () => {
  assert.equal(new Fake().authenticate(request, {...challenge, algorithm: 'MD5'}), 'md5');
});

test('a challenge without nonce or realm is not answered', () => {
  assert.equal(new Fake().authenticate(request, {...challenge, nonce: undefined}), false);
  assert.equal(new Fake().authenticate(request, {...challenge, realm: undefined}), false);
});
