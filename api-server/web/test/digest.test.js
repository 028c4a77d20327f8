import {test} from 'node:test';
import assert from 'node:assert/strict';
import DigestAuthentication from 'jssip/lib/DigestAuthentication.js';
import Parser from 'jssip/lib/Parser.js';
import {ha1, install, response} from '../src/digest.js';

globalThis.crypto ??= (await import('node:crypto')).webcrypto; // Node 18
install();

const request = {method: 'REGISTER', ruri: 'sip:example.com', body: ''};
const challenge = {algorithm: 'SHA-256', realm: 'example.com', nonce: 'abc', qop: ['auth-int', 'auth'], opaque: 'o'};
const withPassword = () => new DigestAuthentication({username: 'alice', password: 'secret'});

test('the response is that of RFC 7616 §3.9.1', () => {
  assert.equal(response({key: ha1('Mufasa', 'http-auth@example.org', 'Circle of Life'), method: 'GET', uri: '/dir/index.html',
    nonce: '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v', nc: '00000001', cnonce: 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ', qop: 'auth'}),
    '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1');
});

test('a challenge with SHA-256 is answered, and counted', () => {
  const auth = withPassword();
  assert.equal(auth.authenticate(request, challenge, 'c'), true);
  const first = response({key: ha1('alice', 'example.com', 'secret'), method: 'REGISTER', uri: 'sip:example.com', nonce: 'abc', nc: '00000001', cnonce: 'c', qop: 'auth'});
  assert.equal(auth.toString(), `Digest algorithm=SHA-256, username="alice", realm="example.com", nonce="abc", uri="sip:example.com", response="${first}", opaque="o", qop=auth, cnonce="c", nc=00000001`);
  auth.authenticate(request, challenge);
  assert.match(auth.toString(), /nc=00000002/);
});

test('what is kept of the password answers later challenges of the realm, and no others', () => {
  const first = withPassword();
  first.authenticate(request, challenge, 'c');
  const later = new DigestAuthentication({username: 'alice', password: null, ha1: first.get('ha1'), realm: first.get('realm')});
  assert.equal(later.authenticate(request, challenge, 'c'), true);
  assert.equal(later.toString(), first.toString());
  assert.equal(later.authenticate(request, {...challenge, realm: 'evil.example'}), false);
});

test('challenges with MD5 are answered as before', () => {
  const auth = withPassword();
  assert.equal(auth.authenticate(request, {...challenge, algorithm: 'MD5'}), true);
  assert.match(auth.toString(), /algorithm=MD5.*response="[0-9a-f]{32}"/);
});

test('a challenge without nonce or realm is not answered', () => {
  assert.equal(withPassword().authenticate(request, {...challenge, nonce: undefined}), false);
  assert.equal(withPassword().authenticate(request, {...challenge, realm: undefined}), false);
});

test('of several challenges the one with SHA-256 is taken, whatever the order', () => {
  const line = algorithm => `WWW-Authenticate: Digest realm="example.com", nonce="abc", algorithm=${algorithm}, qop="auth"\r\n`;
  for (const order of [['SHA-256', 'MD5'], ['MD5', 'SHA-256'], ['SHA-256']]) {
    const text = `SIP/2.0 401 Unauthorized\r\nVia: SIP/2.0/WSS x.invalid;branch=z9hG4bK1\r\nFrom: <sip:a@example.com>;tag=1\r\nTo: <sip:a@example.com>;tag=2\r\n`
      + `Call-ID: 1\r\nCSeq: 1 REGISTER\r\n${order.map(line).join('')}Content-Length: 0\r\n\r\n`;
    assert.equal(Parser.parseMessage(text, {}).parseHeader('www-authenticate').algorithm, 'SHA-256', order.join());
  }
});
