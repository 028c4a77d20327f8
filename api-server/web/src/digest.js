// JsSIP knows MD5 alone, which servers under the profile standard and stricter do not take, and of several challenges it answers
// the last: SHA-256 for it, and before MD5, as servers put them (RFC 8760 §2.4).
import DigestAuthentication from 'jssip/lib/DigestAuthentication.js';
import {IncomingResponse} from 'jssip/lib/SIPMessage.js';
import {sha256} from '@noble/hashes/sha2';
import {bytesToHex} from '@noble/hashes/utils';

const hash = text => bytesToHex(sha256(text));

/** What stands for a password in one realm. */
export const ha1 = (username, realm, password) => hash(`${username}:${realm}:${password}`);

/** The response of RFC 7616 §3.4.1 with SHA-256; without qop that of RFC 2617 §3.2.2.1, which servers may still ask for. */
export function response({key, method, uri, nonce, nc, cnonce, qop, body = ''}) {
  const ha2 = hash(qop === 'auth-int' ? `${method}:${uri}:${hash(body)}` : `${method}:${uri}`);
  return hash(qop ? `${key}:${nonce}:${nc}:${cnonce}:${qop}:${ha2}` : `${key}:${nonce}:${ha2}`);
}

function qualityOf(challenge) {
  const offered = [challenge.qop ?? []].flat();
  return ['auth', 'auth-int'].find(one => offered.includes(one)) ?? null;
}

/** The password once, then what JsSIP keeps of it: get('ha1') goes into its configuration, and the password out of it. */
function keyFor({username, password, ha1: kept, realm}, challenge) {
  return password ? ha1(username, challenge.realm, password) : realm === challenge.realm ? kept : null;
}

/** Teaches every request of JsSIP; before the first one. */
export function install(auth = DigestAuthentication.prototype, incoming = IncomingResponse.prototype) {
  const withMd5 = auth.authenticate;
  auth.authenticate = function authenticate(request, challenge, cnonce = null) {
    if (challenge.algorithm !== 'SHA-256') {
      return withMd5.call(this, request, challenge, cnonce);
    }
    const key = keyFor(this._credentials, challenge);
    if (!challenge.nonce || !challenge.realm || !key) {
      return false;
    }
    this._nc += 1;
    Object.assign(this, {_algorithm: 'SHA-256', _realm: challenge.realm, _nonce: challenge.nonce, _opaque: challenge.opaque,
      _stale: challenge.stale, _qop: qualityOf(challenge), _method: request.method, _uri: request.ruri, _ha1: key,
      _cnonce: cnonce ?? bytesToHex(crypto.getRandomValues(new Uint8Array(8))), _ncHex: this._nc.toString(16).padStart(8, '0')});
    this._response = response({key, method: this._method, uri: this._uri, nonce: this._nonce, nc: this._ncHex, cnonce: this._cnonce,
      qop: this._qop, body: request.body ?? ''});
    return true;
  };
  const {setHeader} = incoming;
  incoming.setHeader = function setUnlessStronger(name, value) {
    if (!/-authenticate$/i.test(name) || !/algorithm="?SHA-256\b/i.test(this.getHeader(name) ?? '')) {
      setHeader.call(this, name, value);
    }
  };
}
