// JsSIP knows MD5 alone, which servers under the profile standard and stricter do not take: SHA-256 for it (RFC 8760).
import DigestAuthentication from 'jssip/lib/DigestAuthentication.js';
import {sha256} from '@noble/hashes/sha2';
import {bytesToHex} from '@noble/hashes/utils';

const hash = text => bytesToHex(sha256(text));

/** The response of RFC 7616 §3.4.1 with SHA-256; without qop as in §3.4.2 of RFC 2617, which RFC 8760 keeps. */
export function response({username, realm, password, method, uri, nonce, nc, cnonce, qop, body = ''}) {
  const ha1 = hash(`${username}:${realm}:${password}`);
  const ha2 = hash(qop === 'auth-int' ? `${method}:${uri}:${hash(body)}` : `${method}:${uri}`);
  return hash(qop ? `${ha1}:${nonce}:${nc}:${cnonce}:${qop}:${ha2}` : `${ha1}:${nonce}:${ha2}`);
}

function qualityOf(challenge) {
  const offered = [challenge.qop ?? []].flat();
  return ['auth', 'auth-int'].find(one => offered.includes(one)) ?? null;
}

/** Teaches every request of JsSIP; before the first one. */
export function install(prototype = DigestAuthentication.prototype) {
  const withMd5 = prototype.authenticate;
  prototype.authenticate = function authenticate(request, challenge, cnonce = null) {
    if (challenge.algorithm !== 'SHA-256') {
      return withMd5.call(this, request, challenge, cnonce);
    }
    if (!challenge.nonce || !challenge.realm || !this._credentials.password) {
      return false;
    }
    Object.assign(this, {_algorithm: 'SHA-256', _realm: challenge.realm, _nonce: challenge.nonce, _opaque: challenge.opaque,
      _stale: challenge.stale, _qop: qualityOf(challenge), _method: request.method, _uri: request.ruri,
      _cnonce: cnonce ?? bytesToHex(crypto.getRandomValues(new Uint8Array(8)))});
    this._nc += 1;
    this._ncHex = this._nc.toString(16).padStart(8, '0');
    this._response = response({username: this._credentials.username, realm: this._realm, password: this._credentials.password,
      method: this._method, uri: this._uri, nonce: this._nonce, nc: this._ncHex, cnonce: this._cnonce, qop: this._qop,
      body: request.body ?? ''});
    return true;
  };
}
